/** Everything that has to stand before the organization's story begins. What can goes side by side. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalAws } from '../../aws';
import { bootstrap, synthesize } from '../../deploy';
import { deployHub, LocalHub } from '../../hub';
import { LocalOrganization } from '../../organization';
import type { Log } from '../../run';
import { Account, type DayOf } from '../account';
import { KeyNames } from '../key-names';
import type { RunningProgram } from '../program';
import { dayOfStory, startForDemo } from '../stage';
import type { Voice } from '../telling/voice';
import { MEMBERS, UNITS, type Unit, WAVES } from './story';

export interface OrganizationStage {
  readonly aws: LocalAws;
  readonly organization: LocalOrganization;
  readonly hub: LocalHub;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly programs: readonly RunningProgram[];
  readonly units: Units;
  readonly dayOf: DayOf;
  readonly names: KeyNames;
}

/** Their ids. */
type Units = Readonly<Record<Unit, string>>;

export async function setOrganizationStage(days: number, voice: Voice, log: Log): Promise<OrganizationStage> {
  const outdir = mkdtempSync(join(tmpdir(), 'keyturn-demo-'));
  voice.stage('starting an AWS on this machine (moto)');
  const aws = await startForDemo(voice, log);
  try {
    voice.stage('people make an organization, accounts, users and keys; cdk bootstrap and synth next to it');
    const organization = await LocalOrganization.create(aws);
    const units = await makeUnits(organization);
    const security = await organization.account(await organization.addAccount('security'));
    await organization.delegate(security.accountId);
    const context = {
      organization: organization.id,
      waves: JSON.stringify(WAVES.map(({ name, units: paths }) => ({ name, ous: paths.map((path) => units[path]) }))),
      operatorPrincipalArn: `arn:aws:iam::${security.accountId}:root`,
    };
    // Waited for below, after whatever fails first.
    const ready = Promise.all([synthesize({ outdir, context, log }), bootstrap(security, { log })]);
    ready.catch(() => undefined);
    const [dayOf, names] = [dayOfStory(days), new KeyNames()];
    const accounts = await makeAccounts(organization, units, dayOf, names);
    const programs: RunningProgram[] = [];
    // One after the other, because they share the clock.
    for (const account of accounts.values()) programs.push(...(await account.populate()));
    await aws.setClock(dayOf(0), true);
    await ready;
    voice.stage('cdk deploy KeyturnOrganization');
    const place = await deployHub(security, { app: outdir, isBootstrapped: true, log });
    return { aws, organization, hub: new LocalHub(security, place), accounts, programs, units, dayOf, names };
  } catch (error) {
    await aws.stop();
    throw error;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

async function makeUnits(organization: LocalOrganization): Promise<Units> {
  const [canary, prod] = [await organization.addUnit('canary'), await organization.addUnit('prod')];
  return { [UNITS.canary]: canary, [UNITS.prod]: prod, [UNITS.nested]: await organization.addUnit('eu', prod) };
}

async function makeAccounts(organization: LocalOrganization, units: Units, dayOf: DayOf, names: KeyNames) {
  const accounts = new Map<string, Account>();
  for (const { name, unit, cast } of MEMBERS) {
    const id = await organization.addAccount(name, unit && units[unit]);
    accounts.set(name, new Account(await organization.account(id), dayOf, cast, { label: name, names }));
  }
  return accounts;
}
