/** What an owner reads at three in the morning: who fails now, what outlives the key and how it is refused, and nothing to click on. */

import { signalFrom } from '../../../../lambda/core/leaks/read';
import { render } from '../../../../lambda/core/messages/render';
import { unansweredMessage } from '../../../../lambda/core/report/leak-message';
import { isoSeconds } from '../../../../lambda/core/time';
import { aUser, later, NEW, NOW, OLD } from '../../../support/builders';
import { HOSTILE } from '../../../support/hostile';
import { isAllowed } from '../../../support/iam';
import { aNotification, EVENTS, type Own } from '../../../support/notifications';
import { HOUR } from '../../../support/simulation/harness';
import { aHealthEvent } from '../leaks/events';

const mail = (own: Own, common = {}): string => JSON.parse(render(aNotification(own, common)).message).email;

const COMPROMISED: readonly (readonly [event: string, own: Own])[] = [
  ['key-leaked', EVENTS.leaked],
  ['key-revoked', { ...EVENTS.revoked, currentKeyId: NEW }],
];

describe.each(COMPROMISED)('%s, of a key that was deactivated', (_event, own) => {
  const email = mail(own);

  test('says which programs fail, also those that read the secret with that key, and what to do first', () => {
    expect(email).toContain(
      `has its own copy of ${OLD}, or reads the secret with it, it fails now: give it the new key`,
    );
    expect(email.indexOf('get-secret-value')).toBeLessThan(email.indexOf('put-user-policy'));
  });

  test('has a policy that refuses sessions from before, and neither a long-term key nor a later session', async () => {
    const [, document = ''] = /put-user-policy .*--policy-document '(.*)'$/m.exec(email) ?? [];
    const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
    const asked = (context = {}) =>
      isAllowed([everything, JSON.parse(document)], { action: 's3:ListBucket', resource: 'arn:aws:s3:::x', context });
    const issued = (at: Date) => asked({ 'aws:TokenIssueTime': isoSeconds(at) });
    const deactivatedAt = 'deactivatedAt' in own && own.deactivatedAt instanceof Date ? own.deactivatedAt : NOW;
    // AWS takes some seconds to know everywhere that the key is Inactive.
    expect([
      await asked(),
      await issued(later(deactivatedAt, 30_000)),
      await issued(later(deactivatedAt, HOUR)),
    ]).toEqual([true, false, true]);
    expect(email).toMatch(/until 2026-06-03 00:\d\d UTC at the latest/);
    expect(email).toMatch(/from 2026-06-03 00:\d\d UTC on:\n {2}aws iam delete-user-policy /);
  });
});

test('of a key that still works, the first command deactivates it, and none refuses sessions yet', () => {
  const { deactivatedAt: _, deletedFrom: __, ...own } = EVENTS.leaked as Own & Record<string, unknown>;
  const email = mail({ ...own, answer: 'notify', isInactive: false } as Own);
  expect(/^ {2}(.*)$/m.exec(email)?.[1]).toBe(`npx keyturn revoke ${OLD}`);
  expect(email).not.toContain('put-user-policy');
});

test('key-revoked says that AWS has put the user under quarantine', () => {
  const user = { ...aUser(), quarantine: 'AWSCompromisedKeyQuarantineV3' };
  expect(mail(EVENTS.revoked, { user })).toContain('AWS has attached AWSCompromisedKeyQuarantineV3 to the user');
  expect(mail(EVENTS.revoked)).not.toContain('Quarantine');
});

test.each(HOSTILE.map((text) => [JSON.stringify(text), text]))(
  '%s is no link, no markup and no line of its own',
  (_, text) => {
    const event = aHealthEvent(
      {
        eventMetadata: { exposedUrl: text },
        eventDescription: [{ latestDescription: text }],
        affectedEntities: [{ entityValue: `about ${text}` }],
      },
      { resources: [] },
    );
    const signal = signalFrom(event);
    const { url: exposedUrl, words } = signal;
    const leaked = JSON.parse(
      render(aNotification({ ...EVENTS.leaked, ...(exposedUrl && { exposedUrl }), ...(words && { words }) } as Own))
        .message,
    );
    const where = { accountId: '123456789012', region: 'us-east-1', at: NOW, desk: { contact: '', docsUrl: '' } };
    const unanswered = JSON.parse(
      unansweredMessage(signal, { accessKeyId: undefined, why: 'it is about another account.', isLast: false }, where)
        .message,
    );
    for (const { email, https } of [leaked, unanswered]) {
      expect(email).not.toMatch(/https?:\/\/|www\.evil/);
      expect(
        email
          .split(/\r\n|[\n\r\u2028\u2029\u0085]/)
          .filter((line: string) => /^(FORGED|What to do: *FORGED)/.test(line)),
      ).toEqual([]);
      const { title, description } = JSON.parse(https).content;
      for (const shown of [title, description])
        expect(shown).not.toMatch(/<https|<!channel>|@here|\]\(|https:\/\/evil/);
    }
  },
);
