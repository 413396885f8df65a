import { isSecretName, type Tags, USER_TAG } from '../names';
import { quote } from '../text';
import { parseDateOrTime } from '../time';
import { parseSetting } from './config';
import { type OnLeak, onLeak } from './leaks';
import { checkPolicy, type Policy } from './policy';
import { isRegion } from './region';
import { allFormats, orOf, type SecretFormats, templateOf } from './secret-formats';
import { ConfigError } from './setting';
import { type Topics, topicProblem } from './topics';

/** What a user's tags say, on top of the deployed policy. */
export interface UserSettings {
  readonly policy: Policy;
  readonly exemptUntil: Date | undefined;
  readonly owner: string | undefined;
  /** The topic of the user's team; undefined for the platform's. */
  readonly topicArn: string | undefined;
  /** The secret that `keyturn:secret-name` names; undefined for the default one. */
  readonly secretName: string | undefined;
  /** What the tag names; undefined where no tag does. */
  readonly secretFormat?: string;
  /** Those that the team has declared. */
  readonly formats: SecretFormats;
  /** Of a new secret. */
  readonly defaultFormat: string;
  /** Where Keyturn makes its own secrets. */
  readonly secretPrefix: string;
  /** What every notification ends with; empty where the deployment names none. */
  readonly docsUrl: string;
  readonly contact: string;
  /** The Region of Amazon SES that the SMTP password is for; undefined for a user that sends no mail. */
  readonly sesSmtpRegion?: string;
  /** The most that is done by itself when AWS reports a key; undefined where no tag says it. */
  readonly onLeak?: OnLeak;
  /** Tags that do not parse, as sentences. A user with a problem is held: a bad value never falls back in silence. */
  readonly problems: readonly string[];
  /** The tags that they are about. */
  readonly badTags: readonly string[];
}

type Deployed = Policy &
  Topics & {
    readonly secretFormats: SecretFormats;
    readonly secretFormat: string;
    readonly secretPrefix: string;
    readonly docsUrl: string;
    readonly contact: string;
  };

/** What a user's tags override. Bad values are collected, not thrown: they hold this user, and the owner is notified of all of them at once. */
export function userSettingsFrom(tags: Tags, deployed: Deployed): UserSettings {
  const {
    ownerTopics,
    topicArn,
    secretFormats: formats,
    secretFormat: defaultFormat,
    secretPrefix,
    docsUrl,
    contact,
  } = deployed;
  const problems: string[] = [];
  const attempt = <T>(read: () => T, fallback: T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(error.message);
      return fallback;
    }
  };
  const override = (name: 'maxKeyAgeDays' | 'graceDays' | 'idleDays') => {
    const text = tags[USER_TAG[name]];
    return text === undefined
      ? deployed[name]
      : attempt(() => parseSetting(name, text, `the user's tag ${USER_TAG[name]}`), deployed[name]);
  };
  const policy: Policy = {
    quarantineDays: deployed.quarantineDays,
    headsUpDays: deployed.headsUpDays,
    whenStillInUse: deployed.whenStillInUse,
    maxKeyAgeDays: override('maxKeyAgeDays'),
    graceDays: override('graceDays'),
    idleDays: override('idleDays'),
  };
  attempt(() => checkPolicy(policy), undefined);

  const exempt = tags[USER_TAG.exemptUntil];
  const exemptUntil = exempt === undefined ? undefined : parseDateOrTime(exempt);
  if (exempt !== undefined && !exemptUntil)
    problems.push(
      `the user's tag ${USER_TAG.exemptUntil} is ${quote(exempt)}, but must be a UTC date or time such as 2027-01-31`,
    );

  const secretName = tags[USER_TAG.secretName];
  if (secretName !== undefined && !isSecretName(secretName))
    problems.push(
      `the user's tag ${USER_TAG.secretName} is ${quote(secretName)}, but must be a secret's name: letters, digits and /_+=.@-`,
    );

  const format = tags[USER_TAG.secretFormat];
  const isDeclared = format !== undefined && templateOf(format, formats) !== undefined;
  if (format !== undefined && !isDeclared)
    problems.push(
      `the user's tag ${USER_TAG.secretFormat} is ${quote(format)}, but must be ${orOf(Object.keys(allFormats(formats)))}`,
    );

  const sesSmtpRegion = tags[USER_TAG.sesSmtpRegion];
  if (sesSmtpRegion !== undefined && !isRegion(sesSmtpRegion))
    problems.push(
      `the user's tag ${USER_TAG.sesSmtpRegion} is ${quote(sesSmtpRegion)}, but must be the name of a Region such as eu-west-1`,
    );

  const leakTag = tags[USER_TAG.onLeak];
  const mostOnLeak = leakTag === undefined ? undefined : (onLeak.parse(leakTag) ?? 'notify');
  if (leakTag !== undefined && onLeak.parse(leakTag) === undefined)
    problems.push(`the user's tag ${USER_TAG.onLeak} is ${quote(leakTag)}, but must be ${onLeak.allowed}`);

  const topic = tags[USER_TAG.topicArn];
  const wrongTopic = topic === undefined ? undefined : topicProblem(topic, { ownerTopics, topicArn });
  if (wrongTopic !== undefined) problems.push(wrongTopic);

  return {
    policy,
    exemptUntil,
    owner: tags[USER_TAG.owner] || undefined,
    topicArn: wrongTopic === undefined ? topic : undefined,
    secretName,
    ...(isDeclared && { secretFormat: format }),
    formats,
    defaultFormat,
    secretPrefix,
    docsUrl,
    contact,
    ...(sesSmtpRegion !== undefined && { sesSmtpRegion }),
    // A tag that cannot be read was meant to lower it.
    ...(mostOnLeak && { onLeak: mostOnLeak }),
    problems,
    badTags: problems.length > 0 ? tagsAbout(problems) : [],
  };
}

const tagsAbout = (problems: readonly string[]) =>
  Object.values(USER_TAG).filter((key) => problems.some((problem) => isAbout(problem, key)));

/** A policy that contradicts itself does so by any of its tags. */
const isAbout = (problem: string, key: string) =>
  problem.includes(`tag ${key} is`) ||
  (problem.startsWith('maxKeyAgeDays is') && (key === USER_TAG.maxKeyAgeDays || key === USER_TAG.graceDays));
