/** What owners read: each event in full, so that a change of wording is judged by reading a diff of prose. */
import * as fc from 'fast-check';
import type { Notification } from '../../../../lambda/core/messages/message';
import { render } from '../../../../lambda/core/messages/render';
import { textOf } from '../../../../lambda/core/messages/texts';
import { plan } from '../../../../lambda/core/rules/plan';
import { userSettingsFrom } from '../../../../lambda/core/settings/user-settings';
import { isoSeconds } from '../../../../lambda/core/time';
import { afterRotation, aUser, forAll, NEW, NOW, OLD } from '../../../support/builders';
import { all, aNotification, EVENTS, type Own } from '../../../support/notifications';
import { aConfig } from '../../../support/simulation/harness';

function bodies(notification: Notification) {
  const { message, ...rest } = render(notification);
  const parts = JSON.parse(message) as Record<'default' | 'sqs' | 'lambda' | 'email' | 'https', string>;
  return { ...rest, ...parts, programs: JSON.parse(parts.default), chat: JSON.parse(parts.https) };
}

/** A mail as it arrives, and under it what programs get. */
function mail(own: Own, because: string): string {
  const { subject, attributes, email, programs } = bodies(aNotification(own, { because }));
  const { happened: _, toDo: __, because: ___, ...fields } = programs;
  const listed = (values: object) =>
    Object.entries(values)
      .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
      .join(' ');
  return `\nSubject: ${subject}\n\n${email}\n\nattributes: ${listed(attributes)}\nprograms: ${listed(fields)}\n`;
}

describe('the mail', () => {
  it('of a rotation', () => {
    expect(mail(EVENTS.rotated, `the key ${OLD} is 68 days old and may reach 90`)).toMatchInlineSnapshot(`
"
Subject: alice: new key, switch by 2026-06-15

The new access key AKIAIOSFODNN7EXAMPLE is in the secret keyturn/alice. It was seen to authenticate.

What you must do:
  - Programs that read the secret: nothing. They pick the new key up by themselves.
  - Programs with a copy of the old key AKIAI44QH8DHBEXAMPLE: give them the new one. Both keys work at least until then.
  - After that, AKIAI44QH8DHBEXAMPLE is deactivated as soon as nothing suggests that somebody still needs it: at once if it is no longer used, on 2026-06-23 if it was used during the switch.
By when: 2026-06-15 12:00 UTC

Why: the key AKIAI44QH8DHBEXAMPLE is 68 days old and may reach 90.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id 'keyturn/alice' --query SecretString --output text
See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
Keep the old key two weeks longer (Keyturn then leaves this user alone until that day):
  aws iam tag-user --user-name 'alice' --tags Key=keyturn:exempt-until,Value=2026-06-29

To undo:
  Nothing to undo: the old key works as before. If the new one does not do, your platform team can roll back.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-rotated userName=alice accountId=123456789012 severity=info userPath=/ owner=team-a
programs: version=1 event=key-rotated severity=info at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-15T12:00:00Z accessKeyId=AKIAIOSFODNN7EXAMPLE oldKeyId=AKIAI44QH8DHBEXAMPLE graceEndsAt=2026-06-15T12:00:00Z windowEndsAt=2026-06-23T12:00:00Z
"
`);
  });

  it('of a rotation without an old key that works', () => {
    const { oldKeyId: _, ...own } = EVENTS.rotated;
    expect(mail(own, `the key ${OLD} that consumers read from the secret is gone from IAM`)).toMatchInlineSnapshot(`
"
Subject: alice: new key, 2026-06-01

The new access key AKIAIOSFODNN7EXAMPLE is in the secret keyturn/alice. It was seen to authenticate.

What you must do:
  - Programs that read the secret: nothing. They pick the new key up by themselves.
  - Programs with a copy of an older key: give them the new one.

Why: the key AKIAI44QH8DHBEXAMPLE that consumers read from the secret is gone from IAM.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id 'keyturn/alice' --query SecretString --output text

To undo:
  Nothing to undo.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-rotated userName=alice accountId=123456789012 severity=info userPath=/ owner=team-a
programs: version=1 event=key-rotated severity=info at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice accessKeyId=AKIAIOSFODNN7EXAMPLE graceEndsAt=2026-06-15T12:00:00Z windowEndsAt=2026-06-23T12:00:00Z
"
`);
  });

  it('of a reminder', () => {
    const because = `the old key ${OLD} is still in use (last used on 2026-05-31 08:00 UTC (s3, us-east-1)), and its grace ends on 2026-06-04`;
    expect(mail(EVENTS.reminder, because)).toMatchInlineSnapshot(`
"
Subject: alice: switch by 2026-06-04

The grace of the old access key AKIAI44QH8DHBEXAMPLE ends on 2026-06-04 12:00 UTC. After that it is deactivated as soon as nothing suggests that somebody still needs it, which is decided by 2026-06-12.

What you must do:
  - Find the program that uses AKIAI44QH8DHBEXAMPLE, and let it read the secret keyturn/alice.
  - Nothing, if every program reads the secret and this one runs rarely.
By when: 2026-06-04 12:00 UTC

Why: the old key AKIAI44QH8DHBEXAMPLE is still in use (last used on 2026-05-31 08:00 UTC (s3, us-east-1)), and its grace ends on 2026-06-04.

See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id 'keyturn/alice' --query SecretString --output text
If everybody has moved, do not wait: ask your platform team for this:
  keyturn confirm 'alice'
Keep the old key two weeks longer (Keyturn then leaves this user alone until that day):
  aws iam tag-user --user-name 'alice' --tags Key=keyturn:exempt-until,Value=2026-06-18

To undo:
  Nothing has changed yet.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-reminder userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-reminder severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-04T12:00:00Z accessKeyId=AKIAI44QH8DHBEXAMPLE graceEndsAt=2026-06-04T12:00:00Z windowEndsAt=2026-06-12T12:00:00Z
"
`);
  });

  it('of a deactivation', () => {
    expect(mail(EVENTS.deactivated, 'the old key was not used since the rotation')).toMatchInlineSnapshot(`
"
Subject: alice: old key off, deleted 2026-06-08

The old access key AKIAI44QH8DHBEXAMPLE is Inactive. It is deleted from 2026-06-08 12:00 UTC on.

What you must do:
  - Nothing, if all works.
  - If a program fails now with InvalidClientTokenId, it still uses the old key: undo, then let it read the secret.
Undo possible until: 2026-06-08 12:00 UTC

Why: the old key was not used since the rotation.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id 'keyturn/alice' --query SecretString --output text
See the keys:
  aws iam list-access-keys --user-name 'alice'

To undo:
  aws iam update-access-key --user-name 'alice' --access-key-id AKIAI44QH8DHBEXAMPLE --status Active

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-deactivated userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-deactivated severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-08T12:00:00Z accessKeyId=AKIAI44QH8DHBEXAMPLE role=retiring deletedFrom=2026-06-08T12:00:00Z
"
`);
  });

  it('of a spare key that was found Inactive', () => {
    const because = `the key ${OLD} was found Inactive and no record says since when, so its quarantine counts from now and ends on 2026-06-08`;
    expect(mail({ ...EVENTS.deactivated, role: 'spare' }, because)).toMatchInlineSnapshot(`
"
Subject: alice: inactive key noted 2026-06-01

The access key AKIAI44QH8DHBEXAMPLE was found Inactive. It is deleted when a rotation needs its slot, and not before 2026-06-08 12:00 UTC.

What you must do:
  - Nothing, if nobody needs this key.

Why: the key AKIAI44QH8DHBEXAMPLE was found Inactive and no record says since when, so its quarantine counts from now and ends on 2026-06-08.

See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
See the keys:
  aws iam list-access-keys --user-name 'alice'

To undo:
  aws iam update-access-key --user-name 'alice' --access-key-id AKIAI44QH8DHBEXAMPLE --status Active

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-deactivated userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-deactivated severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice accessKeyId=AKIAI44QH8DHBEXAMPLE role=spare deletedFrom=2026-06-08T12:00:00Z
"
`);
  });

  it('of a deletion', () => {
    const because = `the key ${OLD} was Inactive for the whole quarantine of 7 days and is not needed: ${NEW} replaced it`;
    expect(mail(EVENTS.deleted, because)).toMatchInlineSnapshot(`
"
Subject: alice: old key deleted 2026-06-01

The access key AKIAI44QH8DHBEXAMPLE is deleted.

What you must do:
  - Nothing.

Why: the key AKIAI44QH8DHBEXAMPLE was Inactive for the whole quarantine of 7 days and is not needed: AKIAIOSFODNN7EXAMPLE replaced it.

See the keys:
  aws iam list-access-keys --user-name 'alice'

To undo:
  A deleted key cannot be brought back.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-deleted userName=alice accountId=123456789012 severity=info userPath=/ owner=team-a
programs: version=1 event=key-deleted severity=info at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice accessKeyId=AKIAI44QH8DHBEXAMPLE role=retiring
"
`);
  });

  it('of an orphan’s deletion', () => {
    const because =
      'a rotation was cut after it had created this key and before the key was stored anywhere, so nobody can hold it';
    expect(mail({ ...EVENTS.deleted, role: 'orphan' }, because)).toMatchInlineSnapshot(`
"
Subject: alice: unfinished key removed 2026-06-01

The access key AKIAI44QH8DHBEXAMPLE, left behind by a rotation that was cut, is deleted. Nobody ever held it.

What you must do:
  - Nothing.

Why: a rotation was cut after it had created this key and before the key was stored anywhere, so nobody can hold it.

See the keys:
  aws iam list-access-keys --user-name 'alice'

To undo:
  A deleted key cannot be brought back.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-deleted userName=alice accountId=123456789012 severity=info userPath=/ owner=team-a
programs: version=1 event=key-deleted severity=info at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice accessKeyId=AKIAI44QH8DHBEXAMPLE role=orphan
"
`);
  });

  it('of a hold', () => {
    const because = `the old key ${OLD} stays active past its grace: it was last used on 2026-05-31 08:00 UTC (s3, us-east-1)`;
    expect(mail(EVENTS.held, because)).toMatchInlineSnapshot(`
"
Subject: alice: old key still in use 2026-06-01

Held: the old key AKIAI44QH8DHBEXAMPLE stays active past its grace: it was last used on 2026-05-31 08:00 UTC (s3, us-east-1).

What you must do:
  - If the program that used the old key is gone, or reads the secret keyturn/alice and runs rarely, ask your platform team to confirm that (keyturn confirm alice). If it does not read the secret, let it read the secret.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id 'keyturn/alice' --query SecretString --output text
If everybody has moved, do not wait: ask your platform team for this:
  keyturn confirm 'alice'
See the keys:
  aws iam list-access-keys --user-name 'alice'
See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE

To undo:
  Nothing to undo. You are told again in a week if this lasts.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-held userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-held severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice accessKeyId=AKIAI44QH8DHBEXAMPLE reason=still-in-use
"
`);
  });

  it('of a hold with evidence from CloudTrail', () => {
    const because = `the old key ${OLD} stays active past its grace: it was last used on 2026-05-31 12:00 UTC (s3, us-east-1)`;
    expect(mail(EVENTS.inUse, because)).toMatchInlineSnapshot(`
"
Subject: alice: old key still in use 2026-06-01

Held: the old key AKIAI44QH8DHBEXAMPLE stays active past its grace: it was last used on 2026-05-31 12:00 UTC (s3, us-east-1).

What you must do:
  - If the program that used the old key is gone, or reads the secret keyturn/alice and runs rarely, ask your platform team to confirm that (keyturn confirm alice). If it does not read the secret, let it read the secret.

Who has moved, and who has not:
  - aws-cli at 203.0.113.7: still on the old key, last seen 2026-05-31
  - Boto3 at 203.0.113.9: moved on 2026-05-30
  - The last call with the old key was s3 ListBuckets on 2026-05-31 12:00 UTC.
  - From CloudTrail's management events of us-east-1, 90 days at most. It does not show calls in other Regions, nor data events, such as reading an object from S3.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id 'keyturn/alice' --query SecretString --output text
If everybody has moved, do not wait: ask your platform team for this:
  keyturn confirm 'alice'
See the keys:
  aws iam list-access-keys --user-name 'alice'
See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE

To undo:
  Nothing to undo. You are told again in a week if this lasts.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-held userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-held severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice accessKeyId=AKIAI44QH8DHBEXAMPLE reason=still-in-use usedBy=[{"at":"2026-05-31T12:00:00Z","service":"s3","eventName":"ListBuckets","sourceIpAddress":"203.0.113.7","client":"aws-cli","userAgent":"aws-cli/2.17.5 md/awscrt#0.20.11"}] programs=[{"client":"aws-cli","sourceIpAddress":"203.0.113.7","hasMoved":false,"oldSeenAt":"2026-05-31T12:00:00Z","seenAt":"2026-05-31T12:00:00Z"},{"client":"Boto3","sourceIpAddress":"203.0.113.9","hasMoved":true,"movedAt":"2026-05-30T12:00:00Z","seenAt":"2026-05-31T12:00:00Z"}]
"
`);
  });

  it('of a block', () => {
    const because = `the key ${OLD} is 80 days old and may reach 90, but two keys are Active and nothing tells which one is meant to stay`;
    expect(mail(EVENTS.blocked, because)).toMatchInlineSnapshot(`
"
Subject: alice: blocked: two keys 2026-06-01

Blocked: the key AKIAI44QH8DHBEXAMPLE is 80 days old and may reach 90, but two keys are Active and nothing tells which one is meant to stay.

What you must do:
  - Delete or deactivate the key that is not needed. Keyturn removes an Inactive one after its quarantine.

Deactivate the one that is not needed:
  aws iam update-access-key --user-name 'alice' --access-key-id ACCESS_KEY_ID --status Inactive
See the keys:
  aws iam list-access-keys --user-name 'alice'

To undo:
  Nothing to undo. You are told again in a week if this lasts.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=user-blocked userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=user-blocked severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice reason=two-active-keys
"
`);
  });
});

describe('the mail after a command', () => {
  it('of a rollback', () => {
    const because = `a rollback to ${OLD} was asked for; both keys are kept until 2026-06-15`;
    expect(mail(EVENTS.rolledBack, because)).toMatchInlineSnapshot(`
"
Subject: alice: old key back until 2026-06-15

The last rotation was undone: the secret keyturn/alice holds the old access key AKIAI44QH8DHBEXAMPLE again.

What you must do:
  - Programs that read the secret: nothing. They pick the old key up by themselves.
  - Programs with a copy of the newer key: let them read the secret. It is retired after that date, and AKIAI44QH8DHBEXAMPLE is rotated again.
  - Find out what did not work with the new key. Nothing happens to either key until then.
By when: 2026-06-15 12:00 UTC

Why: a rollback to AKIAI44QH8DHBEXAMPLE was asked for; both keys are kept until 2026-06-15.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id 'keyturn/alice' --query SecretString --output text
See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
See the keys:
  aws iam list-access-keys --user-name 'alice'

To undo:
  Ask your platform team.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-rolled-back userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-rolled-back severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-15T12:00:00Z accessKeyId=AKIAI44QH8DHBEXAMPLE until=2026-06-15T12:00:00Z isCurrent=true
"
`);
  });

  it('of a rollback to a key whose secret half was never stored', () => {
    const because = `a rollback to ${OLD} was asked for; its secret half was never stored, so the secret stays as it is, and both keys are kept until 2026-06-15`;
    expect(mail({ ...EVENTS.rolledBack, isCurrent: false }, because)).toMatchInlineSnapshot(`
"
Subject: alice: old key back until 2026-06-15

The old access key AKIAI44QH8DHBEXAMPLE works again. Keyturn never had its secret half, so the secret keyturn/alice still holds the new key.

What you must do:
  - Programs that cannot work with the new key: give them your own copy of AKIAI44QH8DHBEXAMPLE back.
  - Programs that read the secret: nothing. They keep the new key.
  - Find out what did not work with the new key. Nothing happens to either key until then.
By when: 2026-06-15 12:00 UTC

Why: a rollback to AKIAI44QH8DHBEXAMPLE was asked for; its secret half was never stored, so the secret stays as it is, and both keys are kept until 2026-06-15.

See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id 'keyturn/alice' --query SecretString --output text
See the keys:
  aws iam list-access-keys --user-name 'alice'

To undo:
  Nothing to undo: the new key works as before, and the old one is retired after that date, once nobody uses it.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-rolled-back userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-rolled-back severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-15T12:00:00Z accessKeyId=AKIAI44QH8DHBEXAMPLE until=2026-06-15T12:00:00Z isCurrent=false
"
`);
  });

  it('of a revocation', () => {
    expect(mail(EVENTS.revoked, `${OLD} was reported as compromised`)).toMatchInlineSnapshot(`
"
Subject: alice: URGENT: key revoked 2026-06-01

The access key AKIAI44QH8DHBEXAMPLE was reported as compromised and is switched off. It is deleted from 2026-06-08 12:00 UTC on, or as soon as a new key needs its slot.

What you must do:
  - Programs that read the secret: nothing. If one fails, a message about a new key follows, and it picks that up by itself.
  - Programs with a copy of AKIAI44QH8DHBEXAMPLE fail now: let them read the secret.
  - Find out how the key got out, and what was done with it (CloudTrail).

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id 'keyturn/alice' --query SecretString --output text
See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
See the keys:
  aws iam list-access-keys --user-name 'alice'

To undo:
  Do not bring a compromised key back: Keyturn deactivates it again. If it was a mistake, ask your platform team.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-revoked userName=alice accountId=123456789012 severity=critical userPath=/ owner=team-a
programs: version=1 event=key-revoked severity=critical at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice accessKeyId=AKIAI44QH8DHBEXAMPLE deletedFrom=2026-06-08T12:00:00Z
"
`);
  });

  it('of a hold by hand', () => {
    expect(mail(EVENTS.heldByHand, 'no step before 2026-06-11 12:00 UTC, as asked for by hand')).toMatchInlineSnapshot(`
"
Subject: alice: held by hand 2026-06-01

Held: no step before 2026-06-11 12:00 UTC, as asked for by hand.

What you must do:
  - Nothing. Your platform team asked for it: until then no key is issued, switched off or deleted. After that, Keyturn goes on by itself.

See the keys:
  aws iam list-access-keys --user-name 'alice'

To undo:
  Ask your platform team to release the hold.

IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.
Sent by Keyturn, which rotates access keys. Questions: ask your platform team.

attributes: event=key-held userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-held severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice reason=by-hand
"
`);
  });

  it('promise 1: of a revocation gives no command that brings the key back', () => {
    expect(mail(EVENTS.revoked, 'a reason')).not.toContain('--status Active');
  });
});

const titled = all.map(
  (own) =>
    [
      ['reason', 'role']
        .flatMap((name) => (name in own ? [own[name as keyof Own]] : []))
        .concat(own.event)
        .join(' '),
      own,
    ] as const,
);

describe.each(titled)('every message: %s', (_title, own) => {
  const longest = 'a'.repeat(64);
  const { subject, email, chat, attributes, ...parts } = bodies(aNotification(own));

  it('has a subject that SNS takes, with the user and the date, for the longest user name too', () => {
    for (const name of ['alice', longest]) {
      const long = render(aNotification(own, { user: aUser({ name }) }));
      expect(long.subject).toMatch(/^[!-~][ -~]{0,98}$/);
      expect(long.subject).toContain(name);
      expect(long.subject).toMatch(/2026-06-\d\d/);
    }
  });

  it('says what happened, what to do, why, and how to undo it', () => {
    expect(subject.startsWith('alice: ')).toBe(true);
    expect(email).toMatch(/^[^\n]+\n\nWhat you must do:\n( {2}- \S.*\n)+/);
    // Of a hold, the reason is the first line.
    expect(email).toMatch(/^(Held|Blocked): a reason\.\n|\nWhy: a reason\.\n/);
    expect(email).toMatch(/\nTo undo:\n {2}\S/);
    expect(email).toContain('IAM user alice in account 123456789012, secret keyturn/alice, 2026-06-01 12:00 UTC.');
    for (const line of email.split('\n')) expect(line).toBe(line.trimEnd());
  });

  it('has attributes for filter policies: ten at most, and the owner only when tagged', () => {
    expect(attributes).toEqual({
      event: own.event,
      userName: 'alice',
      userPath: '/',
      accountId: '123456789012',
      severity: expect.stringMatching(/^(info|warning|critical)$/),
      owner: 'team-a',
    });
    expect(render(aNotification(own, { user: aUser() })).attributes).not.toHaveProperty('owner');
  });

  it('gives chat the schema of Amazon Q Developer, one thread for each user', () => {
    const text = expect.any(String);
    expect(chat).toEqual({
      version: '1.0',
      source: 'custom',
      id: text,
      content: {
        textType: 'client-markdown',
        title: text,
        description: text,
        nextSteps: expect.arrayContaining([text]),
        keywords: ['keyturn', own.event],
      },
      metadata: {
        threadId: 'keyturn-123456789012-AIDACKCEVSQ6C2EXAMPLE',
        summary: text,
        eventType: own.event,
        relatedResources: ['arn:aws:iam::123456789012:user/alice'],
        additionalContext: { severity: attributes.severity, accountId: '123456789012', secretName: 'keyturn/alice' },
      },
    });
    expect(Object.values(chat.metadata.additionalContext).every((value) => typeof value === 'string')).toBe(true);
  });

  it('gives programs the event as JSON, the same on every protocol of theirs', () => {
    expect(parts.sqs).toBe(parts.default);
    expect(parts.lambda).toBe(parts.default);
    const { graceEndsAt, windowEndsAt, deletedFrom, until, usedBy, programs, writes, ...other } = own as Record<
      string,
      unknown
    >;
    // The times of a leak are told to the second.
    const same = Object.fromEntries(
      Object.entries(other).map(([name, value]) => [name, value instanceof Date ? isoSeconds(value) : value]),
    );
    expect(parts.programs).toMatchObject({
      version: 1,
      severity: attributes.severity,
      at: '2026-06-01T12:00:00Z',
      accountId: '123456789012',
      region: 'us-east-1',
      userName: 'alice',
      userId: 'AIDACKCEVSQ6C2EXAMPLE',
      owner: 'team-a',
      secretName: 'keyturn/alice',
      because: 'a reason',
      ...same,
      ...(Array.isArray(usedBy) && { usedBy: [expect.objectContaining({ at: '2026-05-31T12:00:00Z' })] }),
      ...(Array.isArray(writes) && { writes: [expect.objectContaining({ at: '2026-05-31T12:00:00Z' })] }),
      ...(Array.isArray(programs) && {
        programs: [
          expect.objectContaining({ hasMoved: false, oldSeenAt: '2026-05-31T12:00:00Z' }),
          expect.objectContaining({ hasMoved: true, movedAt: '2026-05-30T12:00:00Z' }),
        ],
      }),
    });
    for (const time of ['graceEndsAt', 'windowEndsAt', 'deletedFrom', 'until', 'by'])
      if (time in parts.programs) expect(parts.programs[time]).toMatch(/^2026-06-\d\dT12:00:00Z$/);
    expect([graceEndsAt, windowEndsAt, deletedFrom, until].some(Boolean)).toBe(
      ['graceEndsAt', 'windowEndsAt', 'deletedFrom', 'until'].some((time) => time in parts.programs),
    );
  });
});

it('no command holds what a shell or a chat would read as its own', () => {
  const name = 'a'.repeat(64);
  for (const own of all)
    for (const [purpose, command] of textOf(aNotification(own, { user: aUser({ name }) })).commands) {
      expect(command).toMatch(
        /^(aws (iam|secretsmanager|cloudtrail) [a-z-]+|keyturn (rotate|confirm|revoke)) [\w\s'./=,:[\]&-]+$/,
      );
      expect(purpose).toMatch(/^[A-Z]/);
    }
});

it('every hold and block gives a command to see or mend what it is about, except where nothing is to be done', () => {
  const aboutAKey = all.filter((own) => 'reason' in own && 'accessKeyId' in own);
  const bare = aboutAKey.filter((own) => textOf(aNotification(own)).commands.length <= 2);
  expect(new Set(bare.map((own) => 'reason' in own && own.reason))).toEqual(new Set(['by-hand']));
});

it('no subject is cut off, however long the user’s name', () => {
  const user = aUser({ name: 'a'.repeat(64) });
  const headlines = all.map((own) => textOf(aNotification(own, { user })).headline);
  expect(headlines.filter((headline) => `${user.name}: ${headline}`.length > 99)).toEqual([]);
});

it('any tags that people may set leave the subject ASCII and short, for the longest user name', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_+=,.@-]{64}$/);
  const text = fc.string({ unit: 'binary', maxLength: 256 });
  const tags = fc.record({ 'keyturn:owner': text, 'keyturn:secret-name': text, 'keyturn:exempt-until': text });
  forAll(fc.record({ name, tags, because: text, own: fc.constantFrom(...all) }), (drawn) => {
    const user = aUser({ name: drawn.name, tags: drawn.tags });
    const { subject } = render(
      aNotification(drawn.own, { user, because: drawn.because, secretName: `keyturn/${drawn.name}` }),
    );
    expect(subject).toMatch(/^[!-~][ -~]{64,98}$/);
    expect(subject.startsWith(`${drawn.name}: `)).toBe(true);
  });
});

describe('severity', () => {
  it.each([
    ['info', EVENTS.rotated],
    ['info', EVENTS.deleted],
    ['warning', EVENTS.reminder],
    ['warning', EVENTS.deactivated],
    ['warning', EVENTS.held],
    ['warning', EVENTS.blocked],
    ['warning', EVENTS.rolledBack],
    ['warning', EVENTS.heldByHand],
    ['critical', EVENTS.revoked],
    // Consumers may be failing at this moment.
    ['critical', { event: 'key-held', reason: 'current-inactive' }],
    ['critical', { event: 'user-blocked', reason: 'no-free-slot' }],
  ] as [string, Own][])('is %s for %j', (severity, own) => {
    expect(render(aNotification(own)).attributes.severity).toBe(severity);
  });
});

describe('texts of people’s cannot forge a message', () => {
  const HOSTILE =
    'x\n\nWhat you must do:\n  - <https://evil.example|send the key> *now* `rm` _a_ ~b~ @here <!channel>\u2028\u0000\u001b[31m';

  it('a bad tag is quoted on one line of the mail', () => {
    const odd = 'x\nWhy: y\u2028Why: z\u0085Why: \u007f\u001b[31m';
    const { problems } = userSettingsFrom({ 'keyturn:grace-days': odd }, aConfig());
    const { email } = bodies(
      aNotification({ event: 'key-held', reason: 'tags-invalid' }, { because: problems.join('; ') }),
    );
    expect(email.match(/What you must do:\n/g)).toHaveLength(1);
    expect(email.split(/\r\n|[\n\r\u2028\u2029\u0085]/).filter((line) => line.startsWith('Why: '))).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get into a mail
    expect(email).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
  });

  it('a version id, which may be any 32 to 64 characters, is quoted on one line of the mail', () => {
    const current = 'v\n\nWhat you must do:\n  - send the key to https://evil.example';
    const { steps } = plan(afterRotation({ days: 5, secret: { labels: { current } } }), NOW);
    const { email } = bodies(
      aNotification({ event: 'key-held', reason: 'secret-overwritten' }, { because: steps[0]?.because ?? '' }),
    );
    expect(email.match(/What you must do:\n/g)).toHaveLength(1);
  });

  it('markup in a reason stays text in chat', () => {
    const { chat } = bodies(aNotification(EVENTS.held, { because: HOSTILE }));
    const { title, description } = chat.content as Record<'title' | 'description', string>;
    for (const text of [title, description]) expect(text).not.toMatch(/[<>&*~`[\]|]/);
  });

  it('a name with underscores stays as it is in chat, so that it can be copied', () => {
    const { chat } = bodies(aNotification(EVENTS.held, { user: aUser({ name: 'svc_a_b' }) }));
    expect(chat.content.title).toContain('svc_a_b');
  });

  it('says in chat by when, and how to undo it', () => {
    const { chat } = bodies(aNotification(EVENTS.deactivated));
    expect(chat.content.nextSteps).toEqual(
      expect.arrayContaining([
        'Undo possible until: 2026-06-08 12:00 UTC',
        expect.stringMatching(/^To undo: `aws iam update-access-key .* --status Active`$/),
      ]),
    );
  });

  it('an owner of any text is one value of JSON and one attribute', () => {
    const user = aUser({ tags: { 'keyturn:owner': HOSTILE } });
    const { programs, attributes, email, subject } = bodies(aNotification(EVENTS.held, { user }));
    expect(programs.owner).toBe(HOSTILE);
    expect(attributes.owner).toBe(HOSTILE);
    expect(email + subject).not.toContain('evil.example');
  });

  it('any user name, owner and reason make a message that SNS takes', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_+=,.@-]{1,64}$/);
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 500 });
    forAll(
      fc.record({ name, because: text, owner: text, own: fc.constantFrom(...all) }),
      ({ name: userName, because, owner, own }) => {
        const user = aUser({ name: userName, tags: { 'keyturn:owner': owner } });
        const { subject, attributes, programs } = bodies(aNotification(own, { user, because }));
        expect(subject).toMatch(/^[!-~][ -~]{0,98}$/);
        expect(Object.keys(attributes).length).toBeLessThanOrEqual(10);
        expect(programs).toMatchObject({ event: own.event, userName, because });
      },
    );
  });
});

it('promise 4: a message can hold no more of a key than its id: its parts name no secret half', () => {
  // The name of a field that readers get is no secret half.
  for (const own of all)
    expect(JSON.stringify(render(aNotification(own))).replaceAll(/with the fields [^.(\\]*/g, '')).not.toMatch(
      /secretAccessKey/i,
    );
});
