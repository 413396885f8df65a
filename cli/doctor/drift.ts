/** Is the function what the stack says? */

import type { LiveFunction } from '../session/function';
import { environmentIn, functionIn, mentions, ofType, type StackView } from '../session/stack-view';
import { type Finding, found } from './finding';
import { CHANGED, fromJson } from './template/command';
import { differences } from './template/differences';
import { resolve } from './template/resolve';

const DRIFT = found('drift');

const COMPARED = ['Timeout', 'MemorySize', 'Handler', 'Runtime', 'Role'];

type Properties = Readonly<Record<string, unknown>>;

/** Changes by people: CloudFormation does not undo them as long as the template stays the same. */
export function checkDrift(view: StackView, { configuration, retries }: LiveFunction): readonly Finding[] {
  const [logicalId, resource] = functionIn(view) ?? [];
  if (!resource || logicalId === undefined)
    return [DRIFT.unknown(`the template of ${view.name} has no function of Keyturn's`, 'Name its stack with --stack.')];
  const { FunctionName } = configuration;
  const wanted = pick(resolve(view, resource.Properties ?? {}) as Properties, COMPARED);
  const variables = resolve(view, environmentIn(resource.Properties) ?? {}) as Properties;
  const update = fromJson('lambda update-function-configuration', {
    FunctionName,
    ...wanted,
    Environment: { Variables: variables },
  });
  const found = [
    ...differences(wanted, configuration),
    ...variablesThatDiffer(variables, configuration.Environment?.Variables ?? {}),
  ].map((each) => DRIFT.problem(each, CHANGED, update));
  found.push(...retriesThatDiffer(view, logicalId, { ...retries, FunctionName }));
  return found.length > 0
    ? found
    : [DRIFT.ok('the function is as the template says: environment, timeout, memory, code entry, role, retries')];
}

const pick = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));

function variablesThatDiffer(wanted: Properties, actual: Readonly<Record<string, string>>): string[] {
  const missing = Object.keys(wanted).filter((name) => !(name in actual));
  const others = pick(wanted, Object.keys(actual));
  const extra = Object.keys(actual).filter((name) => !(name in wanted));
  return [
    ...missing.map((name) => `the environment variable ${name} is missing`),
    ...differences(others, actual).map((each) => `the environment variable ${each}`),
    ...extra.map((name) => `the environment variable ${name} is not in the template`),
  ];
}

/** How Lambda repeats an event that failed, and where it puts it in the end. */
function retriesThatDiffer(view: StackView, functionId: string, actual: object): Finding[] {
  const [, config] =
    ofType(view, 'AWS::Lambda::EventInvokeConfig').find(([, each]) => mentions(each, functionId)) ?? [];
  if (!config) return [];
  const { Qualifier, ...wanted } = resolve(view, config.Properties ?? {}) as Properties;
  return differences(wanted, actual).map((each) =>
    DRIFT.problem(`for failed events, ${each}`, CHANGED, fromJson('lambda put-function-event-invoke-config', wanted)),
  );
}
