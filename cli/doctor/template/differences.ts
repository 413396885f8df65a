/** Where what is there differs from the template. Pure. */

import { Problem } from '../../terminal/problem';
import { UNKNOWN } from './resolve';

/**
 * Numbers and booleans come back as text from some services, and lists in any order.
 * @param exact what the template does not have may not be there either: of a policy, not of what AWS fills up with its defaults
 */
export function isSame(wanted: unknown, actual: unknown, exact = false): boolean {
  if (wanted === UNKNOWN) return true;
  if (Array.isArray(wanted)) return Array.isArray(actual) && sameList(wanted, actual, exact);
  if (typeof wanted !== 'object' || wanted === null) return String(wanted) === String(actual);
  if (typeof actual !== 'object' || actual === null) return false;
  const is = actual as Readonly<Record<string, unknown>>;
  const isMore = exact && Object.keys(is).some((key) => !(key in wanted));
  return !isMore && Object.entries(wanted).every(([key, each]) => isSame(each, is[key], exact));
}

function sameList(wanted: readonly unknown[], actual: readonly unknown[], exact: boolean): boolean {
  const left = [...actual];
  const isThere = (each: unknown) => {
    const at = left.findIndex((one) => isSame(each, one, exact));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  };
  return wanted.every(isThere) && left.length === 0;
}

/** `Threshold is 5, and the template says 1` */
export function differences(wanted: Readonly<Record<string, unknown>>, actual: object): string[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const is = (actual as Readonly<Record<string, unknown>>)[name];
    return isSame(value, is) ? [] : [`${name} is ${inWords(is)}, and the template says ${inWords(value)}`];
  });
}

function inWords(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'not set';
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

export interface PolicyDocument {
  readonly Statement?: readonly Statement[] | Statement;
}

/** IAM answers with a URL-encoded document. @throws Problem */
export function parsedPolicy(text: string): PolicyDocument {
  try {
    return JSON.parse(text.startsWith('{') ? text : decodeURIComponent(text));
  } catch {
    throw new Problem('IAM answered with a policy that is not JSON.');
  }
}

type Statement = Readonly<Record<string, unknown>>;

/** One sentence for each statement that is missing, was changed, or was added. */
export function policyDifferences(wanted: PolicyDocument, actual: PolicyDocument): string[] {
  const [wants, left] = [statementsOf(wanted), statementsOf(actual)];
  const unmet = wants.filter((each) => {
    const at = left.findIndex((one) => sameStatement(each, one));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const isThere = (name: string) => left.some((one) => nameOf(one) === name);
  const changed = unmet.map(nameOf).filter(isThere);
  return [
    ...unmet.map((each) => `the statement ${nameOf(each)} ${isThere(nameOf(each)) ? 'was changed' : 'is missing'}`),
    ...left
      .map(nameOf)
      .filter((name) => !changed.includes(name))
      .map((name) => `the statement ${name} was added`),
  ];
}

const statementsOf = ({ Statement = [] }: PolicyDocument): Statement[] => [Statement].flat() as Statement[];

const nameOf = ({ Sid, Effect, Action }: Statement) => String(Sid ?? `${Effect} ${[Action].flat().join(', ')}`);

const sameStatement = (wanted: Statement, actual: Statement) => isSame(listed(wanted), listed(actual), true);

/** One value is written as a text, or as a list of one. */
function listed(value: unknown): unknown {
  if (value === UNKNOWN || Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return [value];
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, listed(each)]));
}
