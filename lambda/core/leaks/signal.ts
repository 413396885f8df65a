/** What AWS says about keys that may have leaked, whichever service says it. Nothing in it is believed but what IAM confirms. */

/** How sure AWS is, the least first: `other` is what only a person can judge. */
export const CERTAINTIES = ['other', 'suspected', 'confirmed'] as const;

export type Certainty = (typeof CERTAINTIES)[number];

/** The services that say it, as messages name them. */
export const SOURCES = {
  health: 'AWS Health',
  guardduty: 'Amazon GuardDuty',
  quarantine: "AWS's quarantine policy",
  drill: 'a drill',
} as const;

type SourceOfSignal = keyof typeof SOURCES;

export interface Signal {
  readonly source: SourceOfSignal;
  /** Of the event or the finding: a copy has the same one. */
  readonly id: string;
  /** As in `AWS_RISK_CREDENTIALS_EXPOSED`: one word of letters, digits and `_:/.-`. */
  readonly type: string;
  readonly certainty: Certainty;
  /** Of the affected account, as far as the event says it. */
  readonly accountIds: readonly string[];
  /** Ids of long-term keys, each once. */
  readonly accessKeyIds: readonly string[];
  /** How many more it names, which nobody looks at. */
  readonly leftOut: number;
  /** What it is about where it names no long-term key, in words. */
  readonly about?: string;
  /** Where the key was found. Text from outside, which nobody opens. */
  readonly url?: string;
  /** What the service says in words. */
  readonly words?: string;
  /** AWS says that it is over, or that somebody has archived it. */
  readonly isOver: boolean;
}

/** An event names at most so many keys of an account; one that names more is not worth the calls. */
export const MOST_KEYS = 20;

/** Of a long-term key. IAM decides whether there is one. */
const ACCESS_KEY_ID = /(?<![A-Za-z0-9])AKIA[A-Z0-9]{16}(?![A-Za-z0-9])/g;

export const accessKeyIdsIn = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((text) => text.match(ACCESS_KEY_ID) ?? [])),
];

/** An event of a source that is known, in a form that is not: somebody has to see it. */
export class UnknownSignalError extends Error {
  override readonly name = 'UnknownSignalError';
}
