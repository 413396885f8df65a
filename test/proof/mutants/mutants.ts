/** Faults that real rotation code has had, each as a change of one text, and the test that must catch it. */
import { LEAKS } from './leaks';
import type { Mutant } from './mutant';

const crashIn = (scenario: string, saying: string): Mutant['caughtBy'] => ({
  file: 'test/proof/crash.test.ts',
  test: `promise 6: crash anywhere in "${scenario}", and the next runs heal it a call that ends in: crash-after`,
  saying,
});
const plan = (test: string, saying: string) => ({ file: 'test/lambda/core/rules/plan.test.ts', test, saying });
const execute = (test: string, saying: string) => ({ file: 'test/lambda/run/steps/execute.test.ts', test, saying });

const command = (test: string, saying: string) => ({ file: 'test/lambda/run/command.test.ts', test, saying });
const commandPlan = (test: string, saying: string) => ({
  file: 'test/lambda/core/commands/command-plan.test.ts',
  test,
  saying,
});

const found = (test: string, saying: string) => ({ file: 'test/proof/commands/found.test.ts', test, saying });

const triple = (test: string, saying: string) => ({
  file: 'test/proof/commands/triples.test.ts',
  test: `promise 12, 6, 3: ${test}`,
  saying,
});

const INTENT_OF_ROLLBACK = `  await attempt('write the intent', () => writeTags(work, intentOf(work, step)));\n`;
const VERIFY = `  await orDiscard(work, key, 'verify the new key', () => verify(work, key));\n`;
const PROMOTE = '  await promote(work, key.accessKeyId, previous);\n';

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'delete the oldest key to make room',
    file: 'lambda/core/rules/slots.ts',
    find: 'if (keys.length < 2) return { steps: [step], because };',
    replace: `if (keys.length < 2) return { steps: [step], because };
      const oldest = [...keys].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())[0];
      if (oldest) return { steps: [...(deleteInactive(situation, oldest, 'spare', '').steps ?? []), step], because };`,
    caughtBy: crashIn('two active keys and nothing stored', 'was deleted while it was Active'),
  },
  {
    name: 'skip the verification',
    file: 'lambda/run/steps/issue/issue-key.ts',
    find: VERIFY,
    replace: '',
    caughtBy: crashIn('first rotation', 'was promoted before it was verified'),
  },
  {
    name: 'promote before the verification',
    file: 'lambda/run/steps/issue/issue-key.ts',
    find: VERIFY + PROMOTE,
    replace: PROMOTE + VERIFY,
    caughtBy: crashIn('first rotation', 'was promoted before it was verified'),
  },
  {
    name: 'skip the intent',
    file: 'lambda/run/steps/issue/issue-key.ts',
    find: 'writeTags(work, { ...intent, ',
    replace: 'writeTags(work, { ',
    caughtBy: crashIn('first rotation', 'promise 6: the orphan'),
  },
  {
    name: 'create the key again when the answer was lost',
    file: 'lambda/run/steps/issue/issue-key.ts',
    find: '() => clients.iamWithoutRetries.send(command)',
    replace: '() => clients.iam.send(command)',
    caughtBy: execute(
      'a rotation that fails leaves the old key as it was asks for a key once, and never again in the same run',
      'patient CreateAccessKeyCommand',
    ),
  },
  {
    name: 'let the SDK retry the creation of a key',
    file: 'lambda/aws/clients.ts',
    find: 'new IAMClient({ maxAttempts: 1, ',
    replace: 'new IAMClient({ maxAttempts: 3, ',
    caughtBy: { file: 'test/lambda/aws/clients.test.ts', test: 'CreateAccessKey is sent once', saying: 'Expected' },
  },
  {
    name: 'take back a key whose promotion may stand',
    file: 'lambda/run/steps/issue/promote.ts',
    find: 'wasRefused && labels',
    replace: 'labels',
    caughtBy: execute(
      'a promotion that fails is never compensated while its outcome is unknown the call fails: the new key stays',
      'toHaveLength',
    ),
  },
  {
    name: "count grace from the old key's age",
    file: 'lambda/core/user/timetable.ts',
    find: 'function graceStart({ secret, current }: Situation): Date {',
    replace: `function graceStart({ secret, current, retiring }: Situation): Date {
      if (retiring) return retiring.createdAt;`,
    caughtBy: plan('grace: both keys work starts grace, and does not end it, on the first run', 'deactivate-key OLD'),
  },
  {
    name: 'take an unknown last use of the old key for none',
    file: 'lambda/core/user/evidence/evidence.ts',
    find: 'return { ...none, because: `when it was last used cannot be read',
    replace: 'return { ...none, moved: true, because: `when it was last used cannot be read',
    caughtBy: plan(
      'retire: grace is over, and evidence decides at the end of the window promise 7: reads an unknown last use of the old key as in use',
      'deactivate-key OLD',
    ),
  },
  {
    name: 'take a last use that cannot be read for none',
    file: 'lambda/run/read/observe.ts',
    find: "return { kind: 'unknown', why: errorText(error) };",
    replace: "return { kind: 'never' };",
    caughtBy: {
      file: 'test/lambda/run/read/observe.test.ts',
      test: 'what it reads promise 7: a last use that cannot be read is unknown, not never',
      saying: 'never',
    },
  },
  {
    name: 'deactivate before the new key was seen to work',
    file: 'lambda/core/rules/old-key.ts',
    find: 'if (evidence.unproven) {',
    replace: 'if (evidence.unproven && !current) {',
    caughtBy: plan(
      'retire: grace is over, and evidence decides the current key must work promise 1: does not enforce while the current key was never tested with STS',
      'deactivate-key OLD',
    ),
  },
  {
    name: 'delete without quarantine',
    file: 'lambda/core/rules/slots.ts',
    find: 'const end = quarantineEnd(situation, record.at);',
    replace: 'const end = record.at;',
    caughtBy: plan(
      'quarantine: the old key is Inactive waits for the last second of the quarantine',
      'delete-key retiring OLD',
    ),
  },
  {
    name: 'delete a foreign key as an orphan',
    file: 'lambda/core/user/leftover.ts',
    find: " && after(key) <= HORIZON_MS && lastUse.get(key.id)?.kind === 'never'",
    replace: '',
    caughtBy: plan('leftover: what a rotation left behind that was cut is no orphan: ', 'delete-key orphan'),
  },
  {
    name: 'swallow a message that SNS did not take',
    file: 'lambda/run/steps/publish.ts',
    find: 'await sendMessage(clients.sns, topicArn, withVersion);',
    replace: 'await sendMessage(clients.sns, topicArn, withVersion).catch(() => undefined);',
    caughtBy: execute(
      'promise 8: a change that SNS did not take is a failure, and the next run tells it a rotation',
      'received value must be a string',
    ),
  },
  {
    name: "tell nobody what the team's own topic refused",
    file: 'lambda/run/steps/publish.ts',
    find: 'await publishTo(platform, run, { ...notification, refusedBy: { topicArn: team, error: errorText(error) } });',
    replace: 'void errorText(error);',
    caughtBy: {
      file: 'test/lambda/core/settings/owner-topic.test.ts',
      test: 'what the team’s topic refuses the platform team gets, with the reason, and the run is a good one',
      saying: 'key-rotated',
    },
  },
  {
    name: 'fail a step because CloudTrail fails',
    file: 'lambda/aws/evidence.ts',
    find: '    } catch {\n',
    replace: '    } catch (error) {\n      if (error) throw error;\n',
    caughtBy: {
      file: 'test/lambda/aws/evidence.test.ts',
      test: 'when CloudTrail refuses, the message goes out without evidence, and the run is a good one',
      saying: 'AccessDenied',
    },
  },
  {
    name: 'read the first page of users only',
    file: 'lambda/run/read/scan.ts',
    find: 'for (const user of page.UserDetailList ?? []) {',
    replace: 'for (const user of users.length > 0 ? [] : (page.UserDetailList ?? [])) {',
    caughtBy: { file: 'test/lambda/run/read/scan.test.ts', test: 'reads all of it page by page', saying: '"bob"' },
  },
  {
    name: 'read the first page of secrets only',
    file: 'lambda/run/read/scan.ts',
    find: 'secrets.push(...secretsFrom(page));',
    replace: 'if (secrets.length === 0) secrets.push(...secretsFrom(page));',
    caughtBy: {
      file: 'test/lambda/run/read/scan.test.ts',
      test: 'reads all of it page by page',
      saying: 'keyturn/bob',
    },
  },
  {
    name: 'read the first page of keys only',
    file: 'lambda/run/read/observe.ts',
    find: 'keys.push(...(page.AccessKeyMetadata ?? []).map(accessKeyFrom));',
    replace: 'if (keys.length === 0) keys.push(...(page.AccessKeyMetadata ?? []).map(accessKeyFrom));',
    caughtBy: {
      file: 'test/lambda/run/read/observe.test.ts',
      test: 'what it reads both keys, page by page',
      saying: 'Expected length: 2',
    },
  },
  {
    name: "let one user's failure stop the run",
    file: 'lambda/run/serve.ts',
    find: '  const text = errorText(error);',
    replace: '  throw error;',
    caughtBy: {
      file: 'test/lambda/run/reconcile.test.ts',
      test: 'promise 10: one user’s trouble stays that user’s a failed ListAccessKeys is that user’s failure',
      saying: 'Rate exceeded',
    },
  },
  {
    name: 'keep issuing keys while every one fails',
    file: 'lambda/run/allowance.ts',
    find: 'export const FAILURES_IN_A_RUN = 10;',
    replace: 'export const FAILURES_IN_A_RUN = 1_000;',
    caughtBy: {
      file: 'test/lambda/run/reconcile.test.ts',
      test: 'the circuit breaker gives up after ten that fail at the step "create"',
      saying: 'toMatch',
    },
  },
  {
    name: 'go on as before while users fail in a row',
    file: 'lambda/run/allowance.ts',
    find: 'const FAILURES_IN_A_ROW = 3;',
    replace: 'const FAILURES_IN_A_ROW = 1_000;',
    caughtBy: {
      file: 'test/lambda/run/reconcile.test.ts',
      test: 'the circuit breaker opens at the step "create the new key", with three users in a row',
      saying: 'toEqual',
    },
  },
  {
    name: 'a rollback moves the label before it writes the intent',
    file: 'lambda/run/steps/roll-back.ts',
    find: INTENT_OF_ROLLBACK,
    replace: `  if (from !== undefined) await moveCurrent(work, accessKeyId, from);\n${INTENT_OF_ROLLBACK}`,
    caughtBy: command(
      'rollback writes its intent, reactivates, moves the label, and tells, in this order',
      '+   "UpdateSecretVersionStage AWSCURRENT to OLD"',
    ),
  },
  {
    name: 'a rollback does not wait for a contested key',
    file: 'lambda/run/steps/roll-back.ts',
    find: '  if (isContested) await work.clients.wait(SETTLE_MS);\n',
    replace: '',
    caughtBy: command('rollback waits for more than a minute when the old key is contested', '75000'),
  },
  {
    name: 'a stale decision to deactivate is carried out',
    file: 'lambda/run/steps/deactivate-key.ts',
    find: "sendWhileDecided(work, () => work.clients.iamWithoutRetries.send(inactive(work, step)), 'UpdateAccessKey'),",
    replace: 'work.clients.iam.send(inactive(work, step)),',
    caughtBy: {
      file: 'test/lambda/run/steps/cut.test.ts',
      test: 'a decision to deactivate promise 1: is not carried out by a run that was stopped since its reads',
      saying: 'it was decided more than a minute ago',
    },
  },
  {
    name: 'a deactivation takes no second look at the secret',
    file: 'lambda/run/steps/deactivate-key.ts',
    find: "  await attempt('read the secret again', () => mustBeAsObserved(work));\n",
    replace: '',
    caughtBy: triple('a run deactivates the old key while the current one is revoked', 'in the same moment'),
  },
  {
    name: 'a rollback writes its request over that of a confirmation',
    file: 'lambda/run/steps/roll-back.ts',
    find: "    [SECRET_TAG.deactivated]: '',\n",
    replace: "    [SECRET_TAG.deactivated]: '',\n    ...requestTags(work),\n",
    caughtBy: triple('a rollback writes its request over that of a confirmation', 'promise 3'),
  },
  {
    name: 'two that make a secret at once are answered alike',
    file: 'lambda/run/steps/secret.ts',
    find: 'SecretString: placeholder(tags),',
    replace: 'SecretString: placeholder(),',
    caughtBy: triple('a hold makes the secret a moment before a rotation, whose intent is dropped', 'promise 6'),
  },
  {
    name: 'the report of a key says nothing of an orphan',
    file: 'lambda/core/user/leftover.ts',
    find: "if (intent?.kind !== 'rollback') return intent;",
    replace: "if (intent?.kind !== 'rollback') return intent;\n  if (revoked.length >= 0) return undefined;",
    caughtBy: triple('a rollback writes its intent over that of a revocation whose new key is an orphan', 'promise 6'),
  },
  {
    name: 'a decision to deactivate may be ten minutes old',
    file: 'lambda/run/steps/cut.ts',
    find: 'DECISION_LIMIT_MS = 60_000;',
    replace: 'DECISION_LIMIT_MS = 600_000;',
    caughtBy: {
      file: 'test/lambda/run/steps/cut.test.ts',
      test: 'a decision to deactivate promise 1: is not carried out by a run that was stopped since its reads',
      saying: 'it was decided more than a minute ago',
    },
  },
  {
    name: 'triage passes over a revocation that was interrupted',
    file: 'lambda/core/account/unsettled.ts',
    find: 'notices.deleting || notices.revoking ||',
    replace: 'notices.deleting ||',
    caughtBy: {
      file: 'test/lambda/core/account/triage.test.ts',
      test: 'a user whose last change is not settled is looked at while a revocation of a key that is not current is under way',
      saying: 'unsettled',
    },
  },
  {
    name: 'a revocation deactivates the current key before its successor is verified',
    file: 'lambda/core/rules/revocation.ts',
    find: 'return { steps: [...usual, deactivate], because };',
    replace: 'return { steps: [deactivate, ...usual], because };',
    caughtBy: commandPlan(
      'revoke: the key that consumers hold promise 3: gets a successor first, when a slot is free',
      'deactivate-key NEW as revoked',
    ),
  },
  {
    name: 'a reported key stays when its successor cannot be made',
    file: 'lambda/run/revocation/carry-out.ts',
    find: 'if (!isDeactivation(each) && !mayFollow(progress, steps, isAhead)) {',
    replace: 'if (progress.failures.length > 0 || !mayFollow(progress, steps, isAhead)) {',
    caughtBy: found('promise 12: CreateAccessKey is refused throughout', 'Active'),
  },
  {
    name: 'a rollback does not know a reported key',
    file: 'lambda/core/user/revoked.ts',
    find: 'isReported(notes, accessKeyId) || notes?.notices.revoked?.accessKeyId === accessKeyId;',
    replace: "notes === undefined && accessKeyId === '';",
    caughtBy: found('a rollback that began before does not bring a revoked key back', '"gone"'),
  },
  {
    name: 'an announcement stands between a report and the deactivation',
    file: 'lambda/run/revocation/carry-out.ts',
    find: '  work.announcements = [];\n',
    replace: '',
    caughtBy: command('revoke promise 3: of the current key issues a successor before it cuts', 'Publish'),
  },
  {
    name: 'a shorter grace shortens a promise',
    file: 'lambda/core/user/timetable.ts',
    find: 'latest([at, secret?.promisedUntil ?? at]);',
    replace: 'latest([at, secret ? at : at]);',
    caughtBy: commandPlan(
      'promise 8: a date that a message gave is kept promise 8: a shorter graceDays does not move the end of the grace',
      'deactivate-key',
    ),
  },
  ...LEAKS,
];
