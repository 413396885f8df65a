/** What IAM would say of a request by the function's role: statements with their conditions, evaluated by iam-simulate. */
import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Statement } from './template';

export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Condition keys: tags of the resource and of the request, and the like. */
  readonly context: Readonly<Record<string, string | string[]>>;
}

const ACCOUNT = '123456789012';
/** As the CDK writes it: what the account's own policies say is enough. */
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
};
const answers = new Map<string, Promise<boolean>>();

/** @throws when the simulator does not understand the request or the policy: a test must not pass because of that */
export function isAllowed(statements: readonly Statement[], request: Request): Promise<boolean> {
  const asked = JSON.stringify([statements, request]);
  const known = answers.get(asked) ?? simulate(statements, request);
  answers.set(asked, known);
  return known;
}

async function simulate(statements: readonly Statement[], { action, resource, context }: Request): Promise<boolean> {
  const answer = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/keyturn-function/session`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: { ...context },
      },
      identityPolicies: [{ name: 'keyturn', policy: { Version: '2012-10-17', Statement: statements } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(action.startsWith('kms:') && { resourcePolicy: KEY_POLICY }),
    },
    {},
  );
  if (answer.resultType === 'error')
    throw new Error(`the simulator does not understand ${action} on ${resource}: ${JSON.stringify(answer.errors)}`);
  return answer.overallResult === 'Allowed';
}

export const tagged = (tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));

export const tagging = (tags: Readonly<Record<string, string>>) => ({
  ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  'aws:TagKeys': Object.keys(tags),
});

export const userArn = (name: string, path = '/') => `arn:aws:iam::${ACCOUNT}:user${path}${name}`;
/** Secrets Manager appends six characters to a name. */
export const secretArn = (name: string) => `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${name}-AbCdEf`;
