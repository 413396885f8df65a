/** Where the AWS console is, which depends on the partition. */

import { CfnCondition, Fn, type Stack, Token } from 'aws-cdk-lib';

const CONSOLE = 'console.aws.amazon.com';

const OTHER_CONSOLES = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
} as const;

type Partition = keyof typeof OTHER_CONSOLES;

export const dashboardUrl = (stack: Stack, name: string): string =>
  `https://${stack.region}.${consoleOf(stack)}/cloudwatch/home?region=${stack.region}#dashboards/dashboard/${name}`;

/** Of a stack that may be deployed anywhere, only CloudFormation knows it. */
function consoleOf(stack: Stack): string {
  const { partition } = stack;
  if (!Token.isUnresolved(partition)) return OTHER_CONSOLES[partition as Partition] ?? CONSOLE;
  return Object.entries(OTHER_CONSOLES).reduce((otherwise, [name, domain]) => {
    const id = `In${name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
    const condition = new CfnCondition(stack, id, { expression: Fn.conditionEquals(partition, name) });
    return Fn.conditionIf(condition.logicalId, domain, otherwise).toString();
  }, CONSOLE);
}
