/**
 * Each statement of the deployed role's policy is needed: taken away for a while, IAM (ministack's) refuses what it was for, and the run fails. A
 * statement that only forbids is needed if the role may do it without: with a policy for everything attached, which is when it matters.
 */
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { Deployed } from '../../support/deployed/deployed';
import { stepsOf } from '../../support/simulation/harness';
import { actAsRole, DEEDS, policyOf, withEverythingAllowed, without } from './role';
import { addReader, refusals } from './scene';

let deployed: Deployed;
beforeAll(async () => {
  deployed = await Deployed.onMinistack();
  await deployed.addUser('stranger', 500, {});
  await deployed.secrets.send(new CreateSecretCommand({ Name: 'somebody/else', SecretString: 'theirs' }));
});
afterAll(() => deployed?.stop());

/** Days of the trials, so that nobody's dates meet. */
let day = 0;

interface Trial {
  readonly error: string | undefined;
  readonly refused: readonly string[];
  readonly steps: readonly string[];
}

/** A run on the next day. */
async function run(userName: string): Promise<Trial> {
  const since = await deployed.lastCall();
  const { result, functionError } = await deployed.tryRun(++day);
  const refused = [...new Set(refusals(await deployed.functionCalls(since)))];
  if (functionError) return { error: JSON.stringify(result), refused, steps: [] };
  return { error: undefined, refused, steps: stepsOf(result as Parameters<typeof stepsOf>[0], userName) };
}

const isDue = (userName: string) => addReader(deployed, userName, 80);

async function hasNamesake(userName: string): Promise<void> {
  await isDue(userName);
  await deployed.secrets.send(
    new CreateSecretCommand({ Name: `keyturn/${userName}`, SecretString: 'a person wrote this' }),
  );
}

/** Rotated, and still using the old key when the window is over. */
async function isAboutToBeHeld(userName: string): Promise<void> {
  const old = await isDue(userName);
  await run(userName);
  day += 22;
  await deployed.setDay(day);
  expect(await deployed.use(old)).toBe('ok');
}

type Prepare = (userName: string) => Promise<unknown>;

/** By statement: who is served, and which calls IAM then refuses. */
const NEEDED: Readonly<Record<string, readonly [Prepare, refused: string]>> = {
  ReadInBulk: [isDue, 'GenerateCredentialReport'],
  RotateKeysOfManagedUsers: [isDue, 'ListAccessKeys'],
  CreateSecretsForUsers: [isDue, 'CreateSecret'],
  SeeNamesakes: [hasNamesake, 'DescribeSecret'],
  WriteOwnedSecrets: [isDue, 'PutSecretValue'],
  KeepStateInTags: [isDue, 'TagResource'],
  TellOwners: [isDue, 'Publish'],
};

/** By statement: why no run in ministack can miss it. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  EncryptMessages: "ministack's SNS encrypts nothing, so it asks KMS for no data key in the publisher's name",
  WriteLog: 'ministack writes the log in its own name',
  ReceiveSignals: 'a run hears no signal, and ministack polls the queue in its own name',
  KeepFailedEvents: 'ministack puts a failed event into the queue in its own name',
};

/** By statement: why the run goes on without it. */
const DISPENSABLE: Readonly<
  Record<string, readonly [Prepare, refused: string, steps: readonly string[], why: string]>
> = {
  SeeWhoUsesOldKeys: [
    isAboutToBeHeld,
    'LookupEvents',
    ['hold:still-in-use', 'notify:key-held'],
    'it only names the program in a message, which goes out without',
  ],
};

test('every statement of the deployed policy has a row, and every row a statement', async () => {
  const sids = (await policyOf(deployed)).Statement.map(({ Sid }) => Sid);
  const rows = [NEEDED, NOT_ASKED, DISPENSABLE, DEEDS].flatMap((table) => Object.keys(table));
  expect(rows.sort()).toEqual([...sids].sort());
});

test('with all of them a run is refused nothing', async () => {
  await isDue('complete');
  await hasNamesake('namesake');
  expect(await run('complete')).toEqual({ error: undefined, refused: [], steps: ['issue-key'] });
});

test.each(Object.entries(DISPENSABLE))('without %s a run goes on', async (sid, [prepare, call, steps]) => {
  await prepare(sid);
  expect(await without(deployed, sid, () => run(sid))).toEqual({ error: undefined, refused: [call], steps });
});

test.each(Object.entries(NOT_ASKED))('nobody asks for %s here: %s', async (sid) => {
  await isDue(sid);
  expect(await without(deployed, sid, () => run(sid))).toEqual({ error: undefined, refused: [], steps: ['issue-key'] });
});

test.each(Object.entries(NEEDED))('without %s a run fails', async (sid, [prepare, call]) => {
  await prepare(sid);
  const { error, refused } = await without(deployed, sid, () => run(sid));
  expect(refused).toContain(call);
  // ReadInBulk concerns everybody.
  expect(error).toMatch(
    sid === 'ReadInBulk' ? /AccessDenied/ : new RegExp(`${sid}.*(AccessDenied|AuthorizationError)`),
  );
});

test('promise 6: with all of them back, the users of those runs are served', async () => {
  day += 1;
  const { error, refused } = await run('');
  expect({ error, refused }).toEqual({ error: undefined, refused: [] });
  const users = Object.keys(NEEDED).filter((sid) => sid !== 'SeeNamesakes');
  const keys = await Promise.all(users.map((name) => deployed.currentKey(`keyturn/${name}`)));
  expect(await Promise.all(keys.map((key) => deployed.use(key)))).toEqual(users.map(() => 'ok'));
});

test.each(Object.entries(DEEDS))('promise 5: whatever else the role is given, %s holds', async (sid, deed) => {
  await withEverythingAllowed(deployed, async () => {
    expect(await actAsRole(deployed, deed)).toMatch(/^AccessDenied/);
    expect(await without(deployed, sid, () => actAsRole(deployed, deed))).toBe('ok');
  });
});
