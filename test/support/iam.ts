/** Asks a policy simulator what a principal may do. The policies are those of the synthesized template, not the code that made them. */
import { runSimulation } from '@cloud-copilot/iam-simulate';

export interface Request {
  /** @default - the user alice */
  readonly principal?: string;
  readonly action: string;
  readonly resource: string;
  /** Condition keys as AWS fills them for the request: tags of the resource, the caller's id, the service that asks. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export const ACCOUNT_ID = '123456789012';

/** A KMS key's policy that leaves access to IAM policies, as the CDK and the console write it. */
const LEFT_TO_IAM = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` }, Action: 'kms:*', Resource: '*' },
  ],
};

/** References to other resources of the template become ARNs that nothing in these tests asks for. */
const resolved = (policy: unknown): unknown =>
  JSON.parse(JSON.stringify(policy), (_, value) =>
    value?.Ref || value?.['Fn::GetAtt'] ? `arn:aws:other:eu-central-1:${ACCOUNT_ID}:${JSON.stringify(value)}` : value,
  );

/** @throws when the simulator does not understand a policy or the request: then it has proven nothing */
export async function isAllowed(policies: readonly unknown[], request: Request): Promise<boolean> {
  const { principal = `arn:aws:iam::${ACCOUNT_ID}:user/alice`, action, resource, context = {} } = request;
  const contextVariables = Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
  );
  const answer = await runSimulation(
    {
      request: { principal, action, resource: { resource, accountId: ACCOUNT_ID }, contextVariables },
      identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy: resolved(policy) })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(action.startsWith('kms:') && { resourcePolicy: LEFT_TO_IAM }),
    },
    { simulationMode: 'Strict' },
  );
  if (answer.resultType !== 'single') throw new Error(`the simulator did not answer: ${JSON.stringify(answer)}`);
  const { ignoredContextKeys = [] } = answer.result;
  if (ignoredContextKeys.length > 0) throw new Error(`the simulator ignored ${ignoredContextKeys.join(', ')}`);
  return answer.overallResult === 'Allowed';
}
