/** Is the function what the stack says? */

import type { LiveFunction } from '../session/function';
import { type Finding, found } from './finding';
import { environmentIn, functionIn, matches, type StackView, wantedInWords } from './stack-view';

const COMPARED = ['Timeout', 'MemorySize', 'Handler', 'Runtime', 'Role'] as const;

/** Changes by hand: CloudFormation does not undo them as long as the template stays the same. */
export function checkDrift(view: StackView, { configuration }: LiveFunction): readonly Finding[] {
  const drift = found('drift');
  const [, resource] = functionIn(view) ?? [];
  if (!resource)
    return [drift.unknown(`the template of ${view.name} has no function of Keyturn's`, 'Name its stack with --stack.')];
  const { Properties = {} } = resource;
  const differences = COMPARED.flatMap((name) =>
    name in Properties && matches(view, Properties[name], configuration[name]) === false
      ? [difference(view, name, Properties[name], configuration[name])]
      : [],
  );
  differences.push(
    ...variablesThatDiffer(view, environmentIn(Properties) ?? {}, configuration.Environment?.Variables ?? {}),
  );
  if (differences.length === 0)
    return [drift.ok('the function is as the template says: environment, timeout, memory, code entry, role')];
  return differences.map((each) =>
    drift.problem(
      each,
      `Changed by hand. To keep it, write it into cdk.json and deploy; to undo it, set it back with aws lambda update-function-configuration --function-name ${configuration.FunctionName}: a deployment of the same template does not.`,
    ),
  );
}

function variablesThatDiffer(
  view: StackView,
  wanted: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, string>>,
): string[] {
  const differing = Object.keys(wanted).flatMap((name) => {
    if (!(name in actual)) return [`the environment variable ${name} is missing`];
    return matches(view, wanted[name], actual[name]) === false
      ? [difference(view, `the environment variable ${name}`, wanted[name], actual[name])]
      : [];
  });
  const extra = Object.keys(actual).filter((name) => !(name in wanted));
  return [...differing, ...extra.map((name) => `the environment variable ${name} is not in the template`)];
}

const difference = (view: StackView, name: string, wanted: unknown, actual: unknown) =>
  `${name} is ${String(actual)}, and the template says ${wantedInWords(view, wanted)}`;
