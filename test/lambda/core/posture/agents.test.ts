/** From what CloudTrail recorded to the recommendation. */
import fc from 'fast-check';
import { ec2Addresses } from '../../../../lambda/core/posture/instead/addresses';
import type { CallRecord } from '../../../../lambda/core/posture/instead/call-record';
import { callFrom } from '../../../../lambda/core/posture/instead/call-record';
import { heldIn } from '../../../../lambda/core/posture/instead/held-in';
import { recommend } from '../../../../lambda/core/posture/instead/recommend';
import { RECORDED, type Recorded } from '../../../support/agents';
import { aCall, aKey, aUser, daysAgo, NOW } from '../../../support/posture';

const recommended = (calls: readonly CallRecord[], hasPassword = false, isOfEc2?: (address: string) => boolean) =>
  recommend({ user: aUser({}, { hasPassword }), key: aKey(), calls: { value: calls }, isOfEc2, now: NOW });

/** As CloudTrail answers: the record is text. */
function callOf({ agent, source = '203.0.113.7', vpcEndpointId, invokedBy }: Recorded): CallRecord {
  const record = {
    sourceIPAddress: source,
    userAgent: agent,
    vpcEndpointId,
    userIdentity: { type: 'IAMUser', invokedBy },
  };
  const CloudTrailEvent = JSON.stringify(record);
  const call = callFrom({
    EventTime: daysAgo(1),
    EventName: 'GetCallerIdentity',
    EventSource: 'sts.amazonaws.com',
    CloudTrailEvent,
  });
  if (!call) throw new Error('the event was passed over');
  return call;
}

test('there are at least 60 records', () => expect(RECORDED.length).toBeGreaterThanOrEqual(60));

test.each(RECORDED.map((each, n) => [`${n + 1}: ${each.id}: ${each.agent.slice(0, 70)}`, each] as const))(
  '%s',
  (_, recorded) => {
    const call = callOf(recorded);
    const { id, confidence } = recommended([call], recorded.person);
    expect({ id, confidence, held: heldIn(call.agent) }).toEqual({
      id: recorded.id,
      confidence: recorded.confidence,
      held: recorded.held,
    });
  },
);

test('none is sure on an agent alone, whatever the agent', () => {
  const agents = RECORDED.map(({ agent }) => agent);
  const agent = fc.oneof(
    fc.string(),
    fc.constantFrom(...agents),
    fc
      .tuple(fc.constantFrom(...agents), fc.constantFrom(...agents))
      .map(([a, b]) => `${a} vpce-0123 ${b} cloudformation.amazonaws.com`),
  );
  fc.assert(
    fc.property(agent, fc.ipV4(), fc.boolean(), (text, source, hasPassword) => {
      expect(recommended([aCall({ agent: text, source })], hasPassword).confidence).not.toBe('sure');
    }),
    { seed: 14 },
  );
});

test('an S3 record puts its agent in brackets', () => {
  expect(callOf({ agent: '[aws-cli/2.18.5]', id: 'keyturn.not-known', confidence: 'unknown' }).agent).toBe(
    'aws-cli/2.18.5',
  );
});

describe('several calls', () => {
  const throughEndpoint = aCall({ vpcEndpointId: 'vpce-0123', source: '10.0.0.1' });

  test('are sure only when AWS says so of all of them', () => {
    expect(recommended([throughEndpoint, throughEndpoint]).confidence).toBe('sure');
    const mixed = recommended([throughEndpoint, aCall({ agent: 'rclone/v1.65.2' })]);
    expect(mixed).toEqual({
      id: 'keyturn.compute-in-aws',
      confidence: 'likely',
      because:
        '1 of 2 calls, the latest s3 ListBuckets from 10.0.0.1 by Boto3/1.28.57 on 2026-11-25 12:00 UTC: the calls come through the VPC endpoint vpce-0123; the others differ: the agent is that of rclone',
    });
  });

  test('a service that calls for the user says less than the user itself', () => {
    const lambda = aCall({ agent: 'Boto3/1.2 exec-env/AWS_Lambda_python3.12' });
    const service = aCall({ source: 'athena.amazonaws.com' });
    expect(recommended([service, service, lambda]).id).toBe('keyturn.lambda');
    expect(recommended([service]).id).toBe('keyturn.aws-service');
  });

  test('of two places, the one of more calls', () => {
    const lambda = aCall({ agent: 'exec-env/AWS_Lambda_python3.12' });
    const rclone = aCall({ agent: 'rclone/v1.65.2' });
    expect(recommended([lambda, rclone, rclone]).id).toBe('keyturn.vendor');
    expect(recommended([lambda, lambda, rclone]).id).toBe('keyturn.lambda');
  });
});

describe("AWS's list of addresses", () => {
  const isOfEc2 = ec2Addresses(
    JSON.stringify({
      prefixes: [
        { ip_prefix: '198.51.100.0/24', service: 'EC2' },
        { ip_prefix: '203.0.113.0/24', service: 'AMAZON' },
      ],
      ipv6_prefixes: [{ ipv6_prefix: '2001:db8::/32', service: 'EC2' }],
    }),
  );

  test.each([
    ['198.51.100.9', 'keyturn.compute-in-aws'],
    ['203.0.113.7', 'keyturn.on-premises'],
    ['2001:db8::1', 'keyturn.compute-in-aws'],
  ])('%s is %s, likely', (source, id) => {
    expect(recommended([aCall({ source })], false, isOfEc2)).toMatchObject({ id, confidence: 'likely' });
  });

  test.each(['{', '{}', '{"prefixes":[]}', '"text"'])('%s is no such list', (text) =>
    expect(() => ec2Addresses(text)).toThrow(),
  );
});

describe('without calls', () => {
  const from = (
    key: Parameters<typeof aKey>[0],
    row = {},
    tags = {},
    calls?: Parameters<typeof recommend>[0]['calls'],
  ) => recommend({ user: aUser({ tags }, row), key: aKey(key), calls, now: NOW });

  test('a key that nobody uses is surely needless', () => {
    expect(from({ usedAt: daysAgo(60) })).toEqual({
      id: 'keyturn.unused-key',
      confidence: 'sure',
      because: 'it was last used on 2026-09-27, 60 days ago',
    });
  });

  test('a key of SMTP is never called unused: AWS may not record its use', () => {
    const tags = { 'keyturn:ses-smtp-region': 'eu-west-1' };
    expect(from({ usedAt: 'never', changedAt: daysAgo(300) }, {}, tags).id).toBe('keyturn.ses-smtp');
    expect(from({ service: 'ses' }).id).toBe('keyturn.ses-smtp');
  });

  test('a person who signs in to the console', () => {
    const row = { hasPassword: true, passwordUsedAt: daysAgo(3) };
    expect(from({}, row)).toMatchObject({ id: 'keyturn.person', confidence: 'likely' });
    expect(from({}, { hasPassword: true, passwordUsedAt: daysAgo(100) }).id).toBe('keyturn.not-known');
  });

  test.each([
    [
      'was not asked for',
      undefined,
      'it was last used on 2026-11-25 for s3 in eu-west-1; CloudTrail was not asked (--evidence)',
    ],
    [
      'may not be asked',
      { notLookedAt: 'cloudtrail:LookupEvents is not allowed' },
      'it was last used on 2026-11-25 for s3 in eu-west-1; CloudTrail was not asked: cloudtrail:LookupEvents is not allowed',
    ],
    [
      'shows nothing',
      { value: [] },
      'it was last used on 2026-11-25 for s3 in eu-west-1; CloudTrail shows no management event of it, so its calls are data events, such as reading an object from S3, or in another Region',
    ],
  ])('CloudTrail %s: not known, and why', (_, calls, because) => {
    expect(from({}, {}, {}, calls)).toEqual({ id: 'keyturn.not-known', confidence: 'unknown', because });
  });
});
