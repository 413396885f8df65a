/** Readers of secrets of ten shapes live through two rotations, on the deployed bundle, over HTTP. */
import { GetUserCommand } from '@aws-sdk/client-iam';
import { CreateSecretCommand, GetSecretValueCommand, TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { identityFrom } from '../../../consumer/value';
import { SECRET_SETTING_TAG, SECRET_TAG, USER_TAG } from '../../../lambda/core/names';
import { secretValue } from '../../../lambda/core/secret/secret-value';
import type { SecretTemplate } from '../../../lambda/core/settings/secret-formats';
import { Deployed } from '../../support/deployed/deployed';
import { reportProof } from '../../support/proof/report-proof';
import { DECLARED, SHAPES } from '../../support/shapes';
import { MANAGED, stepsOf } from '../../support/simulation/harness';

/** Two rotations of 68 days, and the life of the key before each. */
const DAYS = 180;
const STEP = 3;

let deployed: Deployed;
beforeAll(async () => {
  deployed = await Deployed.start({ KEYTURN_SECRET_FORMATS: JSON.stringify(DECLARED) });
});
afterAll(() => deployed?.stop());

async function readerFails(userName: string, shape: SecretTemplate): Promise<string | undefined> {
  const { SecretString = '' } = await deployed.secrets.send(
    new GetSecretValueCommand({ SecretId: `team/${userName}` }),
  );
  const key = identityFrom(SecretString, shape);
  if (!key) return 'its fields are not there';
  const answer = await deployed.use(key);
  return answer === 'ok' ? undefined : answer;
}

/** A secret as its team has made it, with the user's own key in it. */
async function adopt(userName: string, shape: SecretTemplate): Promise<void> {
  const tags = { ...MANAGED, [USER_TAG.secretName]: `team/${userName}` };
  const key = await deployed.addUser(userName, 80, tags);
  const { User } = await deployed.iam.send(new GetUserCommand({ UserName: userName }));
  const issued = { ...key, userName, accountId: '123456789012', createdAt: deployed.dayOf(-80) };
  await deployed.secrets.send(
    new CreateSecretCommand({
      Name: `team/${userName}`,
      SecretString: secretValue(issued, shape),
      Tags: [{ Key: SECRET_TAG.userId, Value: User?.UserId }],
    }),
  );
}

test('each shape is held until it is declared, and then its reader never fails across two rotations', async () => {
  const shapes = Object.entries(SHAPES);
  for (const [name, shape] of shapes) await adopt(name, shape);
  const undeclared = await deployed.run(0);
  for (const [name, shape] of shapes) {
    expect([name, stepsOf(undeclared, name)]).toEqual([name, ['hold:secret-format-undeclared', 'notify:key-held']]);
    expect([name, await readerFails(name, shape)]).toEqual([name, undefined]);
    const Tags = [{ Key: SECRET_SETTING_TAG.format, Value: name }];
    await deployed.secrets.send(new TagResourceCommand({ SecretId: `team/${name}`, Tags }));
  }
  const issued = new Map<string, number>();
  const failures: string[] = [];
  for (let day = 1; day < DAYS; day += STEP) {
    const result = await deployed.run(day);
    for (const [name, shape] of shapes) {
      const steps = stepsOf(result, name).filter((step) => step === 'issue-key');
      issued.set(name, (issued.get(name) ?? 0) + steps.length);
      const failure = await readerFails(name, shape);
      if (failure) failures.push(`day ${day}: ${name}: ${failure}`);
    }
  }
  expect(failures).toEqual([]);
  expect([...issued].filter(([, count]) => count < 2)).toEqual([]);
  reportProof({ proof: 'shapes over HTTP', cases: shapes.length, days: DAYS });
});
