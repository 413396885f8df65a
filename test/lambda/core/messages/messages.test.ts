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
    expect(mail(EVENTS.rotated, `the key ${OLD} is 68 days old and must not exceed 90 days`)).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: new key; switch by 2026-06-15

Your IAM user alice in AWS account 123456789012 has a new access key. AKIAIOSFODNN7EXAMPLE was tested with STS and is in the secret keyturn/alice.

What to do:
- Nothing, if your program reads the secret keyturn/alice: it picks up the new key by itself.
- If your program has its own copy of the retiring key AKIAI44QH8DHBEXAMPLE, let it read the secret by 2026-06-15.

Dates:
- 2026-06-15 12:00 UTC: both keys work until then; from then on AKIAI44QH8DHBEXAMPLE is deactivated, as soon as nobody uses it any more.
- 2026-06-23 12:00 UTC: the latest date for that if AKIAI44QH8DHBEXAMPLE was used after the rotation; if it is still in use then, it stays active and you are notified.

Why: the key AKIAI44QH8DHBEXAMPLE is 68 days old and must not exceed 90 days.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id keyturn/alice --query SecretString --output text
See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
Keep both keys two weeks longer (Keyturn leaves this user alone until that day):
  aws iam tag-user --user-name alice --tags Key=keyturn:exempt-until,Value=2026-06-29

Undo:
  Nothing to undo: AKIAI44QH8DHBEXAMPLE still works. If the new key does not work, ask your platform team to roll back (npx keyturn rollback alice).

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=key-rotated userName=alice accountId=123456789012 severity=info userPath=/ owner=team-a
programs: version=1 event=key-rotated severity=info at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-15T12:00:00Z accessKeyId=AKIAIOSFODNN7EXAMPLE oldKeyId=AKIAI44QH8DHBEXAMPLE graceEndsAt=2026-06-15T12:00:00Z windowEndsAt=2026-06-23T12:00:00Z
"
`);
  });

  it('of a rotation without an old key that works', () => {
    const { oldKeyId: _, ...own } = EVENTS.rotated;
    expect(mail(own, `the key ${OLD} that consumers read from the secret is gone from IAM`)).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: new key, 2026-06-01

Your IAM user alice in AWS account 123456789012 has a new access key. AKIAIOSFODNN7EXAMPLE was tested with STS and is in the secret keyturn/alice.

What to do:
- Nothing, if your program reads the secret keyturn/alice: it picks up the new key by itself.
- If your program has its own copy of an earlier key, let it read the secret now.

Why: the key AKIAI44QH8DHBEXAMPLE that consumers read from the secret is gone from IAM.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id keyturn/alice --query SecretString --output text

Undo:
  Nothing to undo.

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=key-rotated userName=alice accountId=123456789012 severity=info userPath=/ owner=team-a
programs: version=1 event=key-rotated severity=info at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice accessKeyId=AKIAIOSFODNN7EXAMPLE graceEndsAt=2026-06-15T12:00:00Z windowEndsAt=2026-06-23T12:00:00Z
"
`);
  });

  it('of a reminder', () => {
    const because = `the retiring key ${OLD} is still in use (last used on 2026-05-31 08:00 UTC (s3, us-east-1)), and its grace ends on 2026-06-04`;
    expect(mail(EVENTS.reminder, because)).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: reminder, switch by 2026-06-04

Your IAM user alice in AWS account 123456789012 has a retiring access key, AKIAI44QH8DHBEXAMPLE, whose grace ends on 2026-06-04.

What to do:
- Nothing, if every program of yours reads the secret keyturn/alice before it uses the key.
- Otherwise find the program that uses AKIAI44QH8DHBEXAMPLE, and let it read the secret.

Dates:
- 2026-06-04 12:00 UTC: from then on AKIAI44QH8DHBEXAMPLE is deactivated, as soon as nobody uses it any more.
- 2026-06-12 12:00 UTC: the latest date for that if AKIAI44QH8DHBEXAMPLE was used after the rotation; if it is still in use then, it stays active and you are notified.

Why: the retiring key AKIAI44QH8DHBEXAMPLE is still in use (last used on 2026-05-31 08:00 UTC (s3, us-east-1)), and its grace ends on 2026-06-04.

See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id keyturn/alice --query SecretString --output text
If everybody has moved, ask your platform team to run this:
  npx keyturn confirm alice
Keep both keys two weeks longer (Keyturn leaves this user alone until that day):
  aws iam tag-user --user-name alice --tags Key=keyturn:exempt-until,Value=2026-06-18

Undo:
  Nothing has changed yet.

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=key-reminder userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-reminder severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-04T12:00:00Z accessKeyId=AKIAI44QH8DHBEXAMPLE graceEndsAt=2026-06-04T12:00:00Z windowEndsAt=2026-06-12T12:00:00Z
"
`);
  });

  it('of a deactivation', () => {
    expect(mail(EVENTS.deactivated, 'the old key was not used since the rotation')).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: deactivated, undo until 2026-06-08

Your IAM user alice in AWS account 123456789012 can no longer use the retiring access key AKIAI44QH8DHBEXAMPLE: it is Inactive.

What to do:
- Nothing, if your programs work: those that read the secret keyturn/alice have the new key.

If a program fails now with InvalidClientTokenId, undo it with this command, then let the program read the secret:
  aws iam update-access-key --user-name alice --access-key-id AKIAI44QH8DHBEXAMPLE --status Active

Dates:
- 2026-06-08 12:00 UTC: AKIAI44QH8DHBEXAMPLE is deleted from then on, and the command above no longer works.

Why: the old key was not used since the rotation.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id keyturn/alice --query SecretString --output text
See the keys:
  aws iam list-access-keys --user-name alice

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=key-deactivated userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-deactivated severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-08T12:00:00Z accessKeyId=AKIAI44QH8DHBEXAMPLE role=retiring deletedFrom=2026-06-08T12:00:00Z
"
`);
  });

  it('of a spare key that was found Inactive', () => {
    const because = `the key ${OLD} was found Inactive and no record says since when, so its quarantine counts from now and ends on 2026-06-08`;
    expect(mail({ ...EVENTS.deactivated, role: 'spare' }, because)).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: inactive key found 2026-06-01

Your IAM user alice in AWS account 123456789012 has an Inactive access key, AKIAI44QH8DHBEXAMPLE, that is not in use. It will be deleted when a rotation needs its slot.

What to do:
- Nothing, if nobody needs AKIAI44QH8DHBEXAMPLE.

Dates:
- 2026-06-08 12:00 UTC: AKIAI44QH8DHBEXAMPLE may be deleted from then on, and not before.

Why: the key AKIAI44QH8DHBEXAMPLE was found Inactive and no record says since when, so its quarantine counts from now and ends on 2026-06-08.

See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
See the keys:
  aws iam list-access-keys --user-name alice

Undo:
  aws iam update-access-key --user-name alice --access-key-id AKIAI44QH8DHBEXAMPLE --status Active

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=key-deactivated userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-deactivated severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-08T12:00:00Z accessKeyId=AKIAI44QH8DHBEXAMPLE role=spare deletedFrom=2026-06-08T12:00:00Z
"
`);
  });

  it('of a deletion', () => {
    const because = `the key ${OLD} was Inactive for the whole quarantine of 7 days and is not needed: ${NEW} replaced it`;
    expect(mail(EVENTS.deleted, because)).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: key deleted 2026-06-01

Your IAM user alice in AWS account 123456789012 no longer has the access key AKIAI44QH8DHBEXAMPLE: it was deleted after its quarantine.

What to do:
- Nothing, if your program reads the secret keyturn/alice.

Why: the key AKIAI44QH8DHBEXAMPLE was Inactive for the whole quarantine of 7 days and is not needed: AKIAIOSFODNN7EXAMPLE replaced it.

See the keys:
  aws iam list-access-keys --user-name alice

Undo:
  A deleted key cannot be brought back.

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

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
Subject: AWS access key of alice in 123456789012: unfinished key removed 2026-06-01

Your IAM user alice in AWS account 123456789012 no longer has the access key AKIAI44QH8DHBEXAMPLE: a rotation that was interrupted had made it, nobody ever got it, and it was deleted.

What to do:
- Nothing: no program ever had this key.

Why: a rotation was cut after it had created this key and before the key was stored anywhere, so nobody can hold it.

See the keys:
  aws iam list-access-keys --user-name alice

Undo:
  A deleted key cannot be brought back.

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=key-deleted userName=alice accountId=123456789012 severity=info userPath=/ owner=team-a
programs: version=1 event=key-deleted severity=info at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice accessKeyId=AKIAI44QH8DHBEXAMPLE role=orphan
"
`);
  });

  it('of a hold', () => {
    const because = `the retiring key ${OLD} stays active past its grace: it was last used on 2026-05-31 08:00 UTC (s3, us-east-1)`;
    expect(mail(EVENTS.held, because)).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: retiring key in use 2026-06-01

Your IAM user alice in AWS account 123456789012 is on hold: the retiring key AKIAI44QH8DHBEXAMPLE stays active past its grace: it was last used on 2026-05-31 08:00 UTC (s3, us-east-1).

What to do:
- Nothing, for a program that reads the secret keyturn/alice before it uses the key: it has moved, or will with its next run.
- If a program has its own copy of the retiring key AKIAI44QH8DHBEXAMPLE, let it read the secret.
- If the program that used the retiring key is gone, or runs rarely and reads the secret, ask your platform team to confirm that (npx keyturn confirm alice).

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id keyturn/alice --query SecretString --output text
If everybody has moved, ask your platform team to run this:
  npx keyturn confirm alice
See the keys:
  aws iam list-access-keys --user-name alice
See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE

Undo:
  Nothing to undo. You are notified again in a week if this lasts.

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=key-held userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-held severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice accessKeyId=AKIAI44QH8DHBEXAMPLE reason=still-in-use
"
`);
  });

  it('of a hold with evidence from CloudTrail', () => {
    const because = `the retiring key ${OLD} stays active past its grace: it was last used on 2026-05-31 12:00 UTC (s3, us-east-1)`;
    expect(mail(EVENTS.inUse, because)).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: retiring key in use 2026-06-01

Your IAM user alice in AWS account 123456789012 is on hold: the retiring key AKIAI44QH8DHBEXAMPLE stays active past its grace: it was last used on 2026-05-31 12:00 UTC (s3, us-east-1).

What to do:
- Nothing, for a program that reads the secret keyturn/alice before it uses the key: it has moved, or will with its next run.
- If a program has its own copy of the retiring key AKIAI44QH8DHBEXAMPLE, let it read the secret.
- If the program that used the retiring key is gone, or runs rarely and reads the secret, ask your platform team to confirm that (npx keyturn confirm alice).

Who has moved, and who has not:
- aws-cli at 203.0.113.7: still on the retiring key, last seen 2026-05-31
- Boto3 at 203.0.113.9: moved on 2026-05-30
- The last call with the retiring key was s3 ListBuckets on 2026-05-31 12:00 UTC.
- From CloudTrail's management events of us-east-1, 90 days at most. It does not show calls in other Regions or data events, such as reading an object from S3.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id keyturn/alice --query SecretString --output text
If everybody has moved, ask your platform team to run this:
  npx keyturn confirm alice
See the keys:
  aws iam list-access-keys --user-name alice
See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE

Undo:
  Nothing to undo. You are notified again in a week if this lasts.

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=key-held userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-held severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice accessKeyId=AKIAI44QH8DHBEXAMPLE reason=still-in-use usedBy=[{"at":"2026-05-31T12:00:00Z","service":"s3","eventName":"ListBuckets","sourceIpAddress":"203.0.113.7","client":"aws-cli","userAgent":"aws-cli/2.17.5 md/awscrt#0.20.11"}] programs=[{"client":"aws-cli","sourceIpAddress":"203.0.113.7","hasMoved":false,"oldSeenAt":"2026-05-31T12:00:00Z","seenAt":"2026-05-31T12:00:00Z"},{"client":"Boto3","sourceIpAddress":"203.0.113.9","hasMoved":true,"movedAt":"2026-05-30T12:00:00Z","seenAt":"2026-05-31T12:00:00Z"}]
"
`);
  });

  it('of a block', () => {
    const because = `the key ${OLD} is 80 days old and must not exceed 90 days, but two keys are Active and nothing shows which one is meant to stay`;
    expect(mail(EVENTS.blocked, because)).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: blocked, two keys 2026-06-01

Your IAM user alice in AWS account 123456789012 cannot get a new access key: the key AKIAI44QH8DHBEXAMPLE is 80 days old and must not exceed 90 days, but two keys are Active and nothing shows which one is meant to stay.

What to do:
- Delete or deactivate the key that no program needs. Keyturn removes an Inactive one after its quarantine.

If no program needs AKIAI44QH8DHBEXAMPLE, deactivate it:
  aws iam update-access-key --user-name alice --access-key-id AKIAI44QH8DHBEXAMPLE --status Inactive
If no program needs AKIA333333333EXAMPLE, deactivate it:
  aws iam update-access-key --user-name alice --access-key-id AKIA333333333EXAMPLE --status Inactive
See the keys:
  aws iam list-access-keys --user-name alice

Undo:
  Nothing to undo. You are notified again in a week if this lasts.

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=user-blocked userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=user-blocked severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice reason=two-active-keys keyIds=["AKIAI44QH8DHBEXAMPLE","AKIA333333333EXAMPLE"]
"
`);
  });
});

describe('the mail after a command', () => {
  it('of a rollback', () => {
    const because = `an operator requested a rollback to ${OLD}; both keys are kept until 2026-06-15`;
    expect(mail(EVENTS.rolledBack, because)).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: rolled back until 2026-06-15

Your IAM user alice in AWS account 123456789012 uses the access key AKIAI44QH8DHBEXAMPLE again: the last rotation was rolled back, and the secret keyturn/alice holds that key.

What to do:
- Nothing, if your program reads the secret keyturn/alice: it picks up AKIAI44QH8DHBEXAMPLE by itself.
- If your program has its own copy of the newer key, let it read the secret.
- Find out what did not work with the newer key.

Dates:
- 2026-06-15 12:00 UTC: both keys work until then; then the newer key is retired, and AKIAI44QH8DHBEXAMPLE is rotated again.

Why: an operator requested a rollback to AKIAI44QH8DHBEXAMPLE; both keys are kept until 2026-06-15.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id keyturn/alice --query SecretString --output text
See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
See the keys:
  aws iam list-access-keys --user-name alice

Undo:
  Ask your platform team for another new key (npx keyturn rotate alice).

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=key-rolled-back userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-rolled-back severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-15T12:00:00Z accessKeyId=AKIAI44QH8DHBEXAMPLE until=2026-06-15T12:00:00Z isCurrent=true
"
`);
  });

  it('of a rollback to a key whose secret half was never stored', () => {
    const because = `an operator requested a rollback to ${OLD}; its secret half was never stored, so the secret stays as it is, and both keys are kept until 2026-06-15`;
    expect(mail({ ...EVENTS.rolledBack, isCurrent: false }, because)).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: rolled back until 2026-06-15

Your IAM user alice in AWS account 123456789012 can use the access key AKIAI44QH8DHBEXAMPLE again: the last rotation was rolled back. Keyturn never had its secret half, so the secret keyturn/alice still holds the newer key.

What to do:
- Nothing, if your program reads the secret keyturn/alice: it keeps the newer key.
- If your program does not work with the newer key, give it your own copy of AKIAI44QH8DHBEXAMPLE back.
- Find out what did not work with the newer key.

Dates:
- 2026-06-15 12:00 UTC: both keys work until then; then AKIAI44QH8DHBEXAMPLE is deactivated, as soon as nobody uses it any more.

Why: an operator requested a rollback to AKIAI44QH8DHBEXAMPLE; its secret half was never stored, so the secret stays as it is, and both keys are kept until 2026-06-15.

See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id keyturn/alice --query SecretString --output text
See the keys:
  aws iam list-access-keys --user-name alice

Undo:
  Nothing to undo: the newer key works as before.

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=key-rolled-back userName=alice accountId=123456789012 severity=warning userPath=/ owner=team-a
programs: version=1 event=key-rolled-back severity=warning at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-15T12:00:00Z accessKeyId=AKIAI44QH8DHBEXAMPLE until=2026-06-15T12:00:00Z isCurrent=false
"
`);
  });

  it('of a revocation', () => {
    expect(mail(EVENTS.revoked, `${OLD} was reported as compromised`)).toMatchInlineSnapshot(`
"
Subject: URGENT: AWS access key of alice in 123456789012: key revoked 2026-06-01

Your IAM user alice in AWS account 123456789012 can no longer use the access key AKIAI44QH8DHBEXAMPLE: it was reported as compromised, and deactivated.

What to do:
- Nothing, if your program reads the secret keyturn/alice. If it fails, a notification about a new key follows, and it picks that key up by itself.
- If your program has its own copy of AKIAI44QH8DHBEXAMPLE, or reads the secret with it, it fails now: give it the new key once there is one, and let it read the secret.
- Sessions that were made with AKIAI44QH8DHBEXAMPLE (GetSessionToken, GetFederationToken) outlive it, until 2026-06-03 00:00 UTC at the latest. To refuse them, which also refuses those of your own programs, use the command below.
- Sessions of roles that AKIAI44QH8DHBEXAMPLE assumed belong to the roles: revoke them there.
- Find out how the key got out, and look in CloudTrail for what was done with it.

Dates:
- 2026-06-08 12:00 UTC: AKIAI44QH8DHBEXAMPLE is deleted from then on, or earlier if a new key needs its slot.

Why: AKIAI44QH8DHBEXAMPLE was reported as compromised.

Fetch the current key:
  aws secretsmanager get-secret-value --region us-east-1 --secret-id keyturn/alice --query SecretString --output text
Refuse the user's sessions from before 2026-06-01T12:02:00Z:
  aws iam put-user-policy --user-name alice --policy-name deny-sessions-of-leaked-key --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"2026-06-01T12:02:00Z"}}}}'
Take that back, from 2026-06-03 00:00 UTC on:
  aws iam delete-user-policy --user-name alice --policy-name deny-sessions-of-leaked-key
See when AKIAI44QH8DHBEXAMPLE was last used:
  aws iam get-access-key-last-used --access-key-id AKIAI44QH8DHBEXAMPLE
See the keys:
  aws iam list-access-keys --user-name alice

Undo:
  Do not reactivate a compromised key: Keyturn deactivates it again. If the report was a mistake, ask your platform team.

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

attributes: event=key-revoked userName=alice accountId=123456789012 severity=critical userPath=/ owner=team-a
programs: version=1 event=key-revoked severity=critical at=2026-06-01T12:00:00Z accountId=123456789012 region=us-east-1 userName=alice userId=AIDACKCEVSQ6C2EXAMPLE userPath=/ owner=team-a secretName=keyturn/alice by=2026-06-08T12:00:00Z accessKeyId=AKIAI44QH8DHBEXAMPLE deletedFrom=2026-06-08T12:00:00Z
"
`);
  });

  it('of a hold by hand', () => {
    expect(
      mail(EVENTS.heldByHand, 'an operator requested that nothing be done before 2026-06-11 12:00 UTC'),
    ).toMatchInlineSnapshot(`
"
Subject: AWS access key of alice in 123456789012: left alone on request 2026-06-01

Your IAM user alice in AWS account 123456789012 is on hold: an operator requested that nothing be done before 2026-06-11 12:00 UTC.

What to do:
- Nothing. Your platform team requested it: until then no key is issued, deactivated or deleted. After that, Keyturn goes on by itself.

See the keys:
  aws iam list-access-keys --user-name alice

Undo:
  Ask your platform team to release the hold.

About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.
Questions: ask your platform team

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

  it('has a subject that SNS takes, with what it is about, the user, the account and the date; the longest user name is shortened', () => {
    for (const name of ['alice', 'svc-quarterly-report', longest]) {
      const long = render(aNotification(own, { user: aUser({ name }) }));
      expect(long.subject).toMatch(/^[!-~][ -~]{0,98}$/);
      expect(long.subject).toMatch(/^(URGENT: )?AWS access key of /);
      expect(long.subject).toContain(name === longest ? `${'a'.repeat(20)}..` : `${name} in `);
      expect(long.subject).toContain(' in 123456789012: ');
      expect(long.subject).toMatch(/2026-06-\d\d|on request$/);
    }
  });

  it('begins with the reader: your IAM user, in which account', () => {
    expect(email).toMatch(/^Your IAM user alice in AWS account 123456789012 [a-z]/);
    expect(parts.programs.happened).toMatch(/^Your IAM user alice in AWS account 123456789012 [a-z]/);
  });

  it('has no placeholder where a key id belongs, and no word that only its writer knows', () => {
    expect(`${subject}\n${email}\n${parts.https}`).not.toMatch(
      /ACCESS_KEY_ID(?! and)|SECRET_NAME|VERSION_ID|AKIA…|undefined/,
    );
  });

  it('is plain text that no mail client changes', () => {
    expect(email).toMatch(/^[\n\x20-\x7e]+$/);
    expect(email).not.toMatch(/\t|`|\*\*|<|\n\n\n/);
  });

  it('fits a chat card', () => {
    const { title, description, nextSteps } = chat.content as {
      title: string;
      description: string;
      nextSteps: string[];
    };
    expect(title.length).toBeLessThanOrEqual(120);
    expect(description.length).toBeLessThanOrEqual(500);
    expect(nextSteps.length).toBeLessThanOrEqual(3);
  });

  it('ends with whom to ask and where to read more, as the deployment says', () => {
    const config = { contact: '#platform on Slack', docsUrl: 'https://wiki.example.com/keyturn' };
    const named = bodies(aNotification(own, { user: aUser({ config }) }));
    expect(email).toMatch(/\nQuestions: ask your platform team$/);
    for (const text of [named.email, named.chat.content.description])
      expect(text).toMatch(/\nQuestions: #platform on Slack\nMore about it: https:\/\/wiki\.example\.com\/keyturn$/);
  });

  it('says what happened, what to do, why, and how to undo it', () => {
    expect(email).toMatch(/^[^\n]+\n\nWhat to do:\n(- \S.*\n)+/);
    // The reason of a hold is in its first line.
    expect(email).toMatch(/^Your IAM user [^\n]+: a reason\.\n|\nWhy: a reason\.\n/);
    expect(email).toMatch(/\nUndo:\n {2}\S|undo it with this command[^\n]*:\n {2}aws \S/);
    expect(email).toContain(
      'About the IAM user alice in AWS account 123456789012 and the secret keyturn/alice. Sent by Keyturn, 2026-06-01 12:00 UTC.',
    );
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
    const { rotatesAt, graceEndsAt, windowEndsAt, deletedFrom, until, usedBy, programs, writes, ...other } =
      own as Record<string, unknown>;
    // The times of a leak are given to the second.
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
      ...(Array.isArray(writes) &&
        writes.length > 0 && { writes: [expect.objectContaining({ at: '2026-05-31T12:00:00Z' })] }),
      ...(Array.isArray(programs) && {
        programs: [
          expect.objectContaining({ hasMoved: false, oldSeenAt: '2026-05-31T12:00:00Z' }),
          expect.objectContaining({ hasMoved: true, movedAt: '2026-05-30T12:00:00Z' }),
        ],
      }),
    });
    for (const time of ['rotatesAt', 'graceEndsAt', 'windowEndsAt', 'deletedFrom', 'until', 'by'])
      if (time in parts.programs) expect(parts.programs[time]).toMatch(/^2026-06-\d\dT12:00:00Z$/);
    expect([rotatesAt, graceEndsAt, windowEndsAt, deletedFrom, until].some(Boolean)).toBe(
      ['graceEndsAt', 'windowEndsAt', 'deletedFrom', 'until'].some((time) => time in parts.programs),
    );
  });
});

it('no command holds what a shell or a chat would read as its own', () => {
  const name = 'a'.repeat(64);
  for (const own of all)
    for (const [purpose, command] of textOf(aNotification(own, { user: aUser({ name }) })).commands) {
      // A policy needs more, and stands in quotes.
      expect(command.replace(/ --policy-document '[\w{}":,*-]+'$/, '')).toMatch(
        /^(aws (iam|secretsmanager|cloudtrail) [a-z-]+|npx keyturn (rotate|confirm|revoke)) [\w\s'./=,:[\]&-]+$/,
      );
      expect(purpose).toMatch(/^[A-Z]/);
    }
});

it('every hold and block gives a command to see or fix what it is about, except where nothing is to be done', () => {
  const aboutAKey = all.filter((own) => 'reason' in own && 'accessKeyId' in own);
  const bare = aboutAKey.filter((own) => textOf(aNotification(own)).commands.length <= 2);
  expect(new Set(bare.map((own) => 'reason' in own && own.reason))).toEqual(new Set(['by-hand']));
});

it('every headline leaves room in the subject', () => {
  const headlines = all.map((own) => textOf(aNotification(own)).headline);
  expect(headlines.filter((headline) => headline.length > 36)).toEqual([]);
});

it('nothing to do for those who read the secret comes first, wherever that is so', () => {
  const about = [
    'key-rotation-upcoming',
    'key-rotated',
    'key-reminder',
    'key-deactivated',
    'key-rolled-back',
    'key-revoked',
  ];
  const first = all
    .filter((own) => about.includes(own.event) || ('reason' in own && own.reason === 'still-in-use'))
    .map((own) => textOf(aNotification(own)).toDo[0]);
  expect(first.filter((toDo) => !/^Nothing, (if|for) /.test(toDo ?? ''))).toEqual([]);
  expect(first.length).toBeGreaterThan(10);
});

it('what may break a program gives the command that undoes it before all else', () => {
  const { email, chat } = bodies(aNotification(EVENTS.deactivated));
  expect(email.indexOf('--status Active')).toBeLessThan(email.indexOf('Dates:'));
  expect(chat.content.nextSteps[0]).toMatch(
    /^If a program fails now .*: `aws iam update-access-key .* --status Active`$/,
  );
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
    expect(subject).toContain(` of ${drawn.name.slice(0, 16)}`);
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
    'x\n\nWhat to do:\n  - <https://evil.example|send the key> *now* `rm` _a_ ~b~ @here <!channel>\u2028\u0000\u001b[31m';

  it('a bad tag is quoted on one line of the mail', () => {
    const odd = 'x\nWhy: y\u2028Why: z\u0085Why: \u007f\u001b[31m';
    const { problems } = userSettingsFrom({ 'keyturn:grace-days': odd }, aConfig());
    const { email } = bodies(
      aNotification({ event: 'key-held', reason: 'tags-invalid' }, { because: problems.join('; ') }),
    );
    expect(email.match(/What to do:\n/g)).toHaveLength(1);
    expect(email.split(/\r\n|[\n\r\u2028\u2029\u0085]/).filter((line) => line.startsWith('Why: '))).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get into a mail
    expect(email).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
  });

  it('a version id, which may be any 32 to 64 characters, is quoted on one line of the mail', () => {
    const current = 'v\n\nWhat to do:\n  - send the key to https://evil.example';
    const { steps } = plan(afterRotation({ days: 5, secret: { labels: { current } } }), NOW);
    const { email } = bodies(
      aNotification({ event: 'key-held', reason: 'secret-overwritten' }, { because: steps[0]?.because ?? '' }),
    );
    expect(email.match(/What to do:\n/g)).toHaveLength(1);
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

  it('says in chat what happens on each date', () => {
    const { chat } = bodies(aNotification(EVENTS.deactivated));
    expect(chat.content.description).toContain(`2026-06-08 12:00 UTC: ${OLD} is deleted from then on`);
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
