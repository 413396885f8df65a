/** Random calls: few users, secrets, tokens, values and labels, so that they meet. */
import type * as sm from '@aws-sdk/client-secrets-manager';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import * as fc from 'fast-check';

export type DifferentialCall =
  | { readonly name: 'CreateAccessKey' | 'ListAccessKeys' | 'GetUser'; readonly user: string }
  /** Bulk reads, of which the user's part is compared. */
  | { readonly name: 'CredentialReport' | 'AuthorizationDetails'; readonly user: string }
  | { readonly name: 'DeleteAccessKey'; readonly user: string; readonly key: number }
  | {
      readonly name: 'UpdateAccessKey';
      readonly user: string;
      readonly key: number;
      readonly status: 'Active' | 'Inactive';
    }
  | { readonly name: 'GetAccessKeyLastUsed'; readonly key: number }
  | { readonly name: 'GetCallerIdentity'; readonly key: number; readonly rightHalf: boolean }
  | { readonly name: 'CreateSecret'; readonly input: sm.CreateSecretCommandInput }
  | { readonly name: 'PutSecretValue'; readonly input: sm.PutSecretValueCommandInput }
  | { readonly name: 'UpdateSecretVersionStage'; readonly input: sm.UpdateSecretVersionStageCommandInput }
  | { readonly name: 'TagResource'; readonly input: sm.TagResourceCommandInput }
  | { readonly name: 'UntagResource'; readonly input: sm.UntagResourceCommandInput }
  | { readonly name: 'DescribeSecret'; readonly input: sm.DescribeSecretCommandInput }
  | { readonly name: 'ListSecrets'; readonly input: sm.ListSecretsCommandInput }
  | { readonly name: 'DeleteSecret'; readonly input: sm.DeleteSecretCommandInput }
  | { readonly name: 'RestoreSecret'; readonly input: sm.RestoreSecretCommandInput }
  | { readonly name: 'GetSecretValue'; readonly input: sm.GetSecretValueCommandInput }
  | { readonly name: 'Publish'; readonly input: Omit<PublishCommandInput, 'TopicArn'> };

/** What a sequence is about; its number keeps its names apart from those of all others, as moto keeps everything. */
export interface Names {
  readonly users: readonly string[];
  readonly secrets: readonly string[];
  readonly tagKeys: readonly string[];
}

export const namesOf = (sequence: number): Names => ({
  users: [`alice-${sequence}`, `bob,${sequence}`],
  secrets: [`differential-${sequence}/a`, `differential-${sequence}/b`],
  tagKeys: [`tag-${sequence}-`, `other-${sequence}`],
});

export const TOKENS = [0, 1, 2].map((n) => `keyturn-access-key-AKIADIFFERENTIAL000${n}`);
const LABELS = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS', 'mine'];

export function callsOf({ users, secrets, tagKeys }: Names): fc.Arbitrary<DifferentialCall> {
  const user = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...users) },
    { weight: 1, arbitrary: fc.constant('nobody') },
  );
  const key = fc.nat(3);
  const SecretId = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...secrets) },
    { weight: 1, arbitrary: fc.constant('none') },
  );
  const token = fc.constantFrom(...TOKENS);
  const SecretString = fc.constantFrom('one', 'two');
  const tags = fc
    .uniqueArray(fc.constantFrom(...tagKeys), { maxLength: 2 })
    .chain((keys) =>
      fc.tuple(...keys.map((Key) => fc.constantFrom('', 'x', '2027-01-31T12:00:00Z').map((Value) => ({ Key, Value })))),
    );
  const of = <Name extends DifferentialCall['name'], Rest>(name: Name, rest: fc.Arbitrary<Rest>) =>
    rest.map((more) => ({ name, ...more }) as unknown as DifferentialCall);
  const withInput = (name: DifferentialCall['name'], input: fc.Arbitrary<object>) =>
    of(
      name,
      input.map((one) => ({ input: one })),
    );
  const maybe = { requiredKeys: ['SecretId'] as ['SecretId'] };
  return fc.oneof(
    { weight: 4, arbitrary: of('CreateAccessKey', fc.record({ user })) },
    {
      weight: 3,
      arbitrary: of('UpdateAccessKey', fc.record({ user, key, status: fc.constantFrom('Active', 'Inactive') })),
    },
    { weight: 2, arbitrary: of('DeleteAccessKey', fc.record({ user, key })) },
    { weight: 2, arbitrary: of('ListAccessKeys', fc.record({ user })) },
    { weight: 1, arbitrary: of('GetUser', fc.record({ user })) },
    { weight: 2, arbitrary: of('GetAccessKeyLastUsed', fc.record({ key })) },
    {
      weight: 3,
      arbitrary: of('GetCallerIdentity', fc.record({ key, rightHalf: fc.constantFrom(true, true, true, false) })),
    },
    {
      weight: 5,
      arbitrary: withInput(
        'CreateSecret',
        fc.record(
          { Name: fc.constantFrom(...secrets), ClientRequestToken: token, SecretString, Tags: tags },
          { requiredKeys: ['Name', 'ClientRequestToken'] },
        ),
      ),
    },
    {
      weight: 6,
      arbitrary: withInput(
        'PutSecretValue',
        fc.record(
          {
            SecretId,
            ClientRequestToken: token,
            SecretString,
            // Nobody puts AWSPREVIOUS: it follows AWSCURRENT.
            VersionStages: fc.uniqueArray(fc.constantFrom('AWSCURRENT', 'AWSPENDING', 'mine'), {
              minLength: 1,
              maxLength: 2,
            }),
          },
          { requiredKeys: ['SecretId', 'ClientRequestToken', 'SecretString'] },
        ),
      ),
    },
    {
      weight: 6,
      arbitrary: withInput(
        'UpdateSecretVersionStage',
        fc.record(
          { SecretId, VersionStage: fc.constantFrom(...LABELS), MoveToVersionId: token, RemoveFromVersionId: token },
          { requiredKeys: ['SecretId', 'VersionStage'] },
        ),
      ),
    },
    { weight: 3, arbitrary: withInput('TagResource', fc.record({ SecretId, Tags: tags })) },
    { weight: 1, arbitrary: withInput('UntagResource', fc.record({ SecretId, TagKeys: fc.constant([tagKeys[0]]) })) },
    { weight: 3, arbitrary: withInput('DescribeSecret', fc.record({ SecretId })) },
    {
      weight: 1,
      arbitrary: withInput(
        'ListSecrets',
        fc.record({
          MaxResults: fc.constant(100),
          IncludePlannedDeletion: fc.boolean(),
          Filters: fc
            .constantFrom(...tagKeys, secrets[0]?.slice(0, -1) ?? '')
            .map((text) => [{ Key: text.startsWith('differential') ? 'name' : 'tag-key', Values: [text] }]),
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: withInput(
        'DeleteSecret',
        fc.record({ SecretId, RecoveryWindowInDays: fc.constantFrom(7, 30) }, maybe),
      ),
    },
    { weight: 2, arbitrary: withInput('RestoreSecret', fc.record({ SecretId })) },
    {
      weight: 3,
      arbitrary: withInput(
        'GetSecretValue',
        fc.oneof(
          fc.record({ SecretId, VersionStage: fc.constantFrom(...LABELS) }, maybe),
          fc.record({ SecretId, VersionId: token }),
        ),
      ),
    },
    {
      weight: 2,
      arbitrary: withInput(
        'Publish',
        fc.record(
          {
            Message: fc.constantFrom(
              'hello',
              '',
              JSON.stringify({ default: 'hello', email: 'hi' }),
              JSON.stringify({ email: 'hi' }),
            ),
            Subject: fc.constantFrom('a subject', 'x'.repeat(99), 'x'.repeat(101)),
            MessageStructure: fc.constant('json'),
            MessageAttributes: fc.constantFrom(
              { event: { DataType: 'String', StringValue: 'key-held' } },
              { event: { DataType: 'String', StringValue: '' } },
            ),
          },
          { requiredKeys: ['Message'] },
        ),
      ),
    },
  );
}

/** What shows the state that a sequence has led to. */
export const stateOf = ({ users, secrets }: Names): DifferentialCall[] => [
  ...users.map((user) => ({ name: 'ListAccessKeys', user }) as const),
  ...secrets.map((SecretId) => ({ name: 'DescribeSecret', input: { SecretId } }) as const),
  ...secrets.flatMap((SecretId) =>
    LABELS.map((VersionStage) => ({ name: 'GetSecretValue', input: { SecretId, VersionStage } }) as const),
  ),
  ...[0, 1, 2, 3].map((key) => ({ name: 'GetCallerIdentity', key, rightHalf: true }) as const),
];

/**
 * The same in bulk, about all users that there are. At the end only: AWS makes a report at most every four hours. A name without a comma: how
 * AWS writes one with is not documented.
 */
export const bulkStateOf = ({ users }: Names): DifferentialCall[] => [
  ...users.map((user) => ({ name: 'AuthorizationDetails', user }) as const),
  { name: 'CredentialReport', user: users[0] ?? '' },
];
