/** docs/configuration.md, from the settings. */

import { SETTINGS, type SettingName } from '../../lambda/core/settings/config';
import type { Setting } from '../../lambda/core/settings/setting';
import { ABOUT, OTHER_TAGS, PROPS_ONLY } from './settings';

export function configuration(): string {
  const names = Object.keys(SETTINGS) as SettingName[];
  return `# Configuration

Settings go into \`cdk.json\` under \`context\`, or on the command line (\`npx cdk deploy -c graceDays=7\`). In your own CDK app they are props of \`KeyRotation\`, or of \`KeyturnStack\`. A tag on the IAM user overrides a setting for that user.
A value that does not parse stops \`cdk synth\`, or holds that one user and notifies its owner. Nothing falls back in silence.

Six settings that most teams look at: [maxKeyAgeDays](#maxkeyagedays), [graceDays](#gracedays), [idleDays](#idledays), [whenStillInUse](#whenstillinuse), [manage](#manage), [notifyEmail](#notifyemail).

## In your own CDK app

\`\`\`ts
${SNIPPET}\`\`\`

\`KeyturnStack\` is the ready-made stack with its outputs (\`FunctionName\`, \`TopicArn\`, \`ReadOwnSecretPolicyArn\`, \`DashboardUrl\`); \`KeyRotation\` is the construct, for a stack of yours. [examples/cdk-app](../examples/cdk-app) is a whole app.

## Settings

${names.map(section).join('\n\n')}

## Only as props

${list(PROPS_ONLY)}

## Tags on the IAM user

Besides those above:

${list(OTHER_TAGS)}

IAM compares the keys of users' tags without case.
`;
}

function section(name: SettingName): string {
  const setting = SETTINGS[name] as unknown as Setting<unknown>;
  const { about, prop, tag, byDefault } = ABOUT[name];
  const text = byDefault ?? setting.format(setting.default);
  return [
    `### ${name}`,
    '',
    about,
    '',
    `- Default: ${/^none/.test(text) ? text : `\`${text}\``}`,
    `- Allowed: ${setting.allowed}`,
    ...(prop === undefined ? [] : [`- As a prop: ${/`/.test(prop) ? prop : `\`${prop}\``}`]),
    ...(tag === undefined ? [] : [`- Tag on the IAM user: \`${tag}\``]),
  ].join('\n');
}

const list = (entries: Readonly<Record<string, string>>) =>
  Object.entries(entries)
    .map(([name, about]) => `- \`${name}\`: ${about}`)
    .join('\n');

/** Type-checked and synthesized by test/docs/generated.test.ts. */
export const SNIPPET = `import { App, Duration } from 'aws-cdk-lib';
import { KeyturnStack } from 'keyturn';

const app = new App();
new KeyturnStack(app, 'Keyturn', {
  env: { account: '123456789012', region: 'eu-central-1' },
  grace: Duration.days(21),
  whenStillInUse: 'deactivate',
  notifyEmail: 'platform@example.com',
  contact: '#platform on Slack',
});
`;
