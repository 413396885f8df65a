/** `keyturn status --organization`: what the last run found, from the hub's bucket. Without --fresh it asks no account anything. */

import { nearest } from '../../lambda/core/nearest';
import { isTroubled } from '../../lambda/core/organization/news';
import { type Session, show, viewOf } from '../session/session';
import { type ExitCode, UsageProblem } from '../terminal/problem';
import { findHub, readReport } from './hub';
import { look } from './look';
import { renderOrganization } from './render';

interface OrganizationStatusOptions {
  /** An OU by its names from the root down, with all below it. */
  readonly ou?: string;
  readonly all?: boolean;
  /** Ask every account now. */
  readonly fresh?: boolean;
}

/** 1 where an account is not served, or a user of one needs somebody. */
export async function organizationStatus(
  session: Session,
  { ou, all, fresh }: OrganizationStatusOptions,
): Promise<ExitCode> {
  const hub = await findHub(session);
  const whole = await readReport(session, hub, fresh ? await look(session, hub) : undefined);
  const report =
    ou === undefined ? whole : { ...whole, accounts: whole.accounts.filter((each) => isBelow(each.ou, ou)) };
  if (ou !== undefined && report.accounts.length === 0)
    throw noSuchUnit(
      ou,
      whole.accounts.map((each) => each.ou),
    );
  show(session, report, () => renderOrganization(report, viewOf(session, all), session.now));
  const needsSomebody = report.accounts.some(
    (account) => isTroubled(account) || (account.summary?.held ?? 0) + (account.summary?.blocked ?? 0) > 0,
  );
  return needsSomebody ? 1 : 0;
}

const isBelow = (ou: string, above: string) => ou === above || ou.startsWith(`${above}/`);

function noSuchUnit(ou: string, known: readonly string[]): UsageProblem {
  const units = [...new Set(known.filter(Boolean))].sort();
  const near = nearest(ou, units);
  return new UsageProblem(
    `No account of the organization is in the OU "${ou.slice(0, 80)}".${near === undefined ? '' : ` Did you mean ${near}?`}`,
    `The OUs with accounts are ${units.slice(0, 20).join(', ')}${units.length > 20 ? ', …' : ''}.`,
  );
}
