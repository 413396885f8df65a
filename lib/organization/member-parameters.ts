/** The CloudFormation parameters of a member's template: one for each setting of the function, and those of the hub. */

import { CfnParameter, type CfnParameterProps, Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Config, FUNCTION_SETTINGS, type SettingName } from '../../lambda/core/settings/config';
import { environmentName, settingsAsText } from '../../lambda/core/settings/environment';
import { HUB_PARAMETERS, type HubParameter } from './hub-parameters';
import type { MemberHub } from './member-props';

/**
 * The policy of the function's role is made from these when the template is made: another value at deployment would leave the role behind.
 * So CloudFormation takes no other.
 * @internal a test finds them by changing each setting
 */
export const SETTINGS_OF_THE_ROLE: readonly SettingName[] = [
  'manage',
  'secretPrefix',
  'secretTags',
  'replicaRegions',
  'cloudTrailEvidence',
  'ownerTopics',
];

/** Of leakResponse the role depends on `off` alone, with which there is no queue that it could read. */
const isSettled = (name: SettingName, text: string) =>
  SETTINGS_OF_THE_ROLE.includes(name) || (name === 'leakResponse' && text === 'off');

/** `maxKeyAgeDays` → `MaxKeyAgeDays`. */
const parameterName = (setting: string) => setting.replace(/^./, (letter) => letter.toUpperCase());

/** The values for a StackSet: CloudFormation keeps the former value of a parameter that an update leaves out. */
export const settingParameters = (config: Config): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(settingsAsText(config)).map(([name, text]) => [parameterName(name), text]));

/** The function's variables, each a reference to its parameter. */
export function settingVariables(scope: Construct, config: Config): Record<string, string> {
  const texts = settingsAsText(config);
  // On the stack, as the finding is: it takes SecretPrefix for a password.
  Validations.of(Stack.of(scope)).acknowledge({
    id: 'CloudFormation-Validate::W2509',
    reason: 'These parameters say where secrets are and what they look like, and hold none.',
  });
  return Object.fromEntries(
    FUNCTION_SETTINGS.map((name) => {
      const text = texts[name] ?? '';
      const only = isSettled(name, text) && {
        allowedValues: [text],
        constraintDescription: `must be what the template was made with: the role's policy follows from it`,
      };
      const parameter = parameterOf(scope, parameterName(name), { default: text, ...only });
      return [environmentName(name), parameter.valueAsString];
    }),
  );
}

type HubReferences = Readonly<Record<HubParameter, string>>;

export function hubParameters(scope: Construct, given: MemberHub): HubReferences {
  const entries = Object.entries(HUB_PARAMETERS).map(([name, known]) => {
    const value = given[name as HubParameter] ?? ('default' in known ? known.default : undefined);
    const parameter = parameterOf(scope, known.parameter, {
      description: known.says,
      allowedPattern: `^(?:${known.pattern})$`,
      constraintDescription: `must be ${known.allowed}`,
      ...(value !== undefined && { default: value }),
    });
    return [name, parameter.valueAsString];
  });
  return Object.fromEntries(entries) as HubReferences;
}

/** Named without the path of the construct, because whoever deploys the template gives them. */
function parameterOf(scope: Construct, name: string, props: CfnParameterProps): CfnParameter {
  const parameter = new CfnParameter(Stack.of(scope), name, { type: 'String', ...props });
  parameter.overrideLogicalId(name);
  return parameter;
}
