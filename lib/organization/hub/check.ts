/** What CloudFormation would refuse in the middle of a deployment, or what would deploy to nobody, is refused when the template is made. */

import { Token } from 'aws-cdk-lib';
import { ConfigError } from '../../../lambda/core/settings/setting';
import { quote } from '../../../lambda/core/text';
import { HUB_PARAMETERS, type HubParameter } from '../hub-parameters';
import type { KeyturnOrganizationProps, Wave } from './props';

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const UNIT = /^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})$/;
const ACCOUNT = /^\d{12}$/;

/** Of one operation of a StackSet. */
const MOST_UNITS = 50;

/** Each is a StackSet of the hub's stack, with a template of some 20 KB in a template of at most a megabyte. */
const MOST_WAVES = 20;

const WAVE_PROPS: readonly string[] = ['name', 'organizationalUnits', 'exceptAccounts', 'onlyAccounts', 'rotation'];

const where = 'KeyturnOrganization:';

/** @throws ConfigError that names the prop, its value and what is allowed */
export function checkOrganization(props: KeyturnOrganizationProps): void {
  checkHub('organizationId', props.organizationId);
  checkHub('operatorPrincipalArn', props.operatorPrincipalArn);
  checkNumber('tolerateFailedAccounts', props.tolerateFailedAccounts, 0, 100);
  checkNumber('concurrency', props.concurrency, 1, 1_000);
  checkWaves(props.waves);
}

function checkHub(name: HubParameter & keyof KeyturnOrganizationProps, value: string | undefined): void {
  if (value === undefined) return;
  if (Token.isUnresolved(value))
    throw new ConfigError(`${where} ${name} is known only at deployment, but must be known at synthesis`);
  const { pattern, allowed } = HUB_PARAMETERS[name];
  if (!new RegExp(`^(?:${pattern})$`).test(value))
    throw new ConfigError(`${where} ${name} is ${quote(value)}, but must be ${allowed}`);
}

function checkNumber(name: string, value: number | undefined, least: number, most: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most))
    throw new ConfigError(`${where} ${name} is ${value}, but must be a whole number from ${least} to ${most}`);
}

function checkWaves(waves: readonly Wave[]): void {
  if (!Array.isArray(waves) || waves.length === 0 || waves.length > MOST_WAVES)
    throw new ConfigError(
      `${where} waves is ${quote(JSON.stringify(waves) ?? 'nothing')}, but must be a list of 1 to ${MOST_WAVES} waves, such as [{ name: 'all', organizationalUnits: ['ou-a1b2-c3d4e5f6'] }]`,
    );
  const names = new Set<string>();
  const units = new Map<string, Wave[]>();
  for (const [index, wave] of waves.entries()) {
    const here = `${where} waves[${index}]`;
    checkNames(wave, here);
    if (typeof wave.name !== 'string' || !NAME.test(wave.name))
      throw new ConfigError(
        `${here}.name is ${quote(String(wave.name))}, but must be 1 to 40 lower-case letters, digits and hyphens that begin with a letter`,
      );
    if (names.has(wave.name))
      throw new ConfigError(`${here}.name is ${quote(wave.name)}, which another wave is called`);
    names.add(wave.name);
    checkAccounts(wave, here);
    checkUnits(wave, here, units);
  }
}

function checkNames(wave: Wave, here: string): void {
  const odd = Object.keys(wave).find((name) => !WAVE_PROPS.includes(name));
  if (odd !== undefined)
    throw new ConfigError(`${here} has ${quote(odd)}, which is not known; a wave has ${WAVE_PROPS.join(', ')}`);
  if (wave.rotation && 'schedule' in wave.rotation)
    throw new ConfigError(`${here}.rotation has schedule, which is the organization's: all waves start together`);
}

function checkUnits(wave: Wave, here: string, known: Map<string, Wave[]>): void {
  const { organizationalUnits } = wave;
  const list = `${here}.organizationalUnits`;
  if (!Array.isArray(organizationalUnits) || organizationalUnits.length === 0)
    throw new ConfigError(`${list} is empty, but must name at least one OU: the wave would reach nobody`);
  if (organizationalUnits.length > MOST_UNITS)
    throw new ConfigError(
      `${list} has ${organizationalUnits.length} OUs, but a StackSet takes ${MOST_UNITS} in one operation: name an OU above them, or make two waves`,
    );
  for (const unit of organizationalUnits) {
    if (typeof unit !== 'string' || !UNIT.test(unit))
      throw new ConfigError(
        `${list} holds ${quote(String(unit))}, but must hold ids of OUs such as ou-a1b2-c3d4e5f6, or of the root such as r-a1b2`,
      );
    const others = known.get(unit) ?? [];
    const other = others.find((one) => !areApart(one, wave));
    if (other !== undefined)
      throw new ConfigError(
        `${list} holds ${unit}, which the wave ${quote(other.name)} holds already: an account can have one Keyturn. Of an OU in two waves, one has onlyAccounts, and the other names the same in exceptAccounts`,
      );
    known.set(unit, [...others, wave]);
  }
}

/** Whether no account of an OU in both is reached by both: one has these accounts only, and the other leaves them out, or has others only. */
function areApart(a: Wave, b: Wave): boolean {
  const [few, rest] = a.onlyAccounts ? [a, b] : [b, a];
  if (a === b || !few.onlyAccounts) return false;
  return few.onlyAccounts.every((id) =>
    rest.onlyAccounts ? !rest.onlyAccounts.includes(id) : rest.exceptAccounts?.includes(id),
  );
}

function checkAccounts(wave: Wave, here: string): void {
  if (wave.exceptAccounts && wave.onlyAccounts)
    throw new ConfigError(`${here} has exceptAccounts and onlyAccounts, but a StackSet takes one of them`);
  for (const name of ['exceptAccounts', 'onlyAccounts'] as const) {
    const list = wave[name];
    if (list === undefined) continue;
    if (!Array.isArray(list) || list.length === 0)
      throw new ConfigError(`${here}.${name} is empty, but must name at least one account, or be left out`);
    const odd = list.find((id) => typeof id !== 'string' || !ACCOUNT.test(id));
    if (odd !== undefined)
      throw new ConfigError(
        `${here}.${name} holds ${quote(String(odd))}, but must hold ids of accounts, of 12 digits each`,
      );
  }
}
