/** The messages that were sent, as programs and people read them. */
import type { Published } from '../../aws';

/** What the demo reads of a message for programs (docs/message.schema.json). */
export interface Message {
  readonly event: string;
  readonly severity?: string;
  readonly accountId?: string;
  readonly userName?: string;
  readonly accessKeyId?: string;
  readonly reason?: string;
  readonly at: string;
  readonly programs?: readonly {
    readonly client: string;
    readonly sourceIpAddress: string;
    readonly hasMoved: boolean;
  }[];
}

export const messagesIn = (published: readonly Published[]): readonly Message[] =>
  published.map(({ message }) => JSON.parse(JSON.parse(message).default) as Message);

/** Those of an organization, with users as the demo calls them. */
export const messagesOf = (
  published: readonly Published[],
  who: (accountId: string, userName: string) => string,
): readonly Message[] =>
  messagesIn(published).map((message) =>
    message.userName === undefined ? message : { ...message, userName: who(message.accountId ?? '', message.userName) },
  );

/** The e-mail of a message. */
export const emailIn = ({ message }: Published): string => (JSON.parse(message) as { email?: string }).email ?? '';
