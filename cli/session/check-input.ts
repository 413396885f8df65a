/** What was typed, checked before anything is asked of AWS. */

import { isoSeconds, parseDateOrTime, parseTime } from '../../lambda/core/time';
import { validDate } from '../terminal/dates';
import { UsageProblem } from '../terminal/problem';

/** @throws UsageProblem for what IAM allows no user to be called */
export function checkUserName(name: string): string {
  if (/^arn:aws[\w-]*:iam::\d{12}:user\/./.test(name))
    throw new UsageProblem(
      'That is an ARN.',
      `Give the user's name alone: ${name.slice(name.lastIndexOf('/') + 1, 300)}.`,
    );
  if (name.includes('/')) refuseSecretHalf(name, "Give the user's name.");
  if (!/^[\w+=,.@-]{1,64}$/.test(name))
    throw new UsageProblem(
      `"${name.slice(0, 70)}" is no name of an IAM user.`,
      'IAM allows 1 to 64 letters, digits and the characters +=,.@_-',
    );
  return name;
}

/** @throws UsageProblem; what may be the secret half of a key is never repeated (promise 4) */
export function checkAccessKeyId(id: string): string {
  if (/^AKIA[A-Z0-9]{12,124}$/.test(id)) return id;
  if (/^ASIA[A-Z0-9]{12,124}$/.test(id))
    throw new UsageProblem(
      `${id} belongs to temporary credentials, not to an IAM user.`,
      'They end by themselves. To end them now, revoke the sessions of their role in the IAM console.',
    );
  if (/^(AIDA|AROA|AGPA|ANPA)[A-Z0-9]{12,}$/.test(id))
    throw new UsageProblem(`${id} is the id of a user, role, group or policy, not of an access key.`, SHAPE);
  refuseSecretHalf(id, SHAPE);
  if (/^akia[a-z0-9]{12,124}$/i.test(id))
    throw new UsageProblem(`${id} has small letters, and an access key id has none.`, SHAPE);
  // Of something long and mixed, even a part may be a part of a secret.
  const shown = /^[A-Z0-9]{1,21}$/.test(id) ? `"${id}"` : 'That';
  throw new UsageProblem(`${shown} is no access key id.`, SHAPE);
}

/** @throws UsageProblem for 40 characters of base64, which is what IAM's secret halves look like */
function refuseSecretHalf(text: string, instead: string): void {
  if (!/^[A-Za-z0-9/+=]{40}$/.test(text) || !/[A-Z]/.test(text) || !/[a-z]/.test(text)) return;
  throw new UsageProblem(
    'That has the form of the secret half of a key, which nobody should ever type.',
    `It may be in your shell's history now: delete it there. ${instead}`,
  );
}

const SHAPE = 'An access key id begins with AKIA and has 20 capital letters and digits, as in AKIAIOSFODNN7EXAMPLE.';

const LONGEST_REASON = 500;

/** @throws UsageProblem for a text that is longer than the function takes, or empty */
export function checkReason(text: string): string {
  if (text.trim() === '' || text.length > LONGEST_REASON)
    throw new UsageProblem(
      `--reason has ${text.length} characters, but must have 1 to ${LONGEST_REASON}.`,
      'As in --reason "ticket 123".',
    );
  return text;
}

/** @throws UsageProblem for a path that IAM knows no user under */
export function checkPath(path: string): string {
  if (!/^\/([\w.,:;@+=~#%&!$'()*-]+\/)*$/.test(path))
    throw new UsageProblem(
      `--path is "${path.slice(0, 70)}", but must begin and end with a slash, as in /service/.`,
      path === '' ? undefined : `Did you mean /${path.replace(/^\/+|\/+$/g, '')}/?`,
    );
  return path;
}

/** @throws UsageProblem */
export function checkTag(text: string): { readonly key: string; readonly value: string } {
  const [, key, value] = /^([\w .:/+@-]{1,128})=([\w .:/=+@-]{0,256})$/.exec(text) ?? [];
  if (key === undefined || value === undefined)
    throw new UsageProblem(`--tag is "${text.slice(0, 70)}", but must be <key>=<value>, as in keyturn:managed=true.`);
  return { key, value };
}

const FORMS = 'a UTC date such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z';

/**
 * The `until` of a hold, as the function takes it. A date means its first second in UTC.
 * @throws UsageProblem for what is no date, and for one that has passed
 */
export function parseUntil(text: string, now: Date): string {
  const at = parseIsoDate(text);
  if (!at) throw new UsageProblem(`--until is "${text.slice(0, 40)}", which is no date.`, `It must be ${FORMS}.`);
  if (at <= now)
    throw new UsageProblem(
      `--until is ${text}, which has passed (it is ${isoSeconds(now)}).`,
      `It must lie ahead: ${FORMS}. To release a hold: --release.`,
    );
  return isoSeconds(at);
}

function parseIsoDate(text: string): Date | undefined {
  const plain = parseDateOrTime(text);
  if (plain) return plain;
  const [, local, zone] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  if (local === undefined || zone === undefined) return undefined;
  const seconds = /T\d\d:\d\d$/.test(local) ? `${local}:00` : local;
  // parseTime knows that there is no 30 February; Date alone would take it for March.
  return parseTime(`${seconds}Z`) && zone !== 'Z' ? validDate(`${seconds}${zone}`) : parseTime(`${seconds}Z`);
}
