/** What the value of a user's secret looks like, and what its next one will: readers rely on its fields. Pure. */

import { accessKeyIdOf, isPlaceholder, SECRET_SETTING_TAG, secretNameOf, USER_TAG } from '../names';
import { allFormats, leavesOf, orOf, type SecretTemplate, templateOf } from '../settings/secret-formats';
import type { UserSettings } from '../settings/user-settings';
import { quote } from '../text';
import type { Trouble } from './observation';
import { isOverwritten, type SecretState } from './secret-state';
import { formatValueFormat, type ValueFormat } from './value-format';

interface Whose {
  readonly user: { readonly name: string; readonly settings: UserSettings };
  readonly secret: SecretState | undefined;
}

/** What the next key is stored as; undefined where a person has to say it first. A changed default changes no existing secret. */
export function nextFormat({ user: { name: userName, settings }, secret }: Whose): ValueFormat | undefined {
  const { sesSmtpRegion } = settings;
  const name = secret?.format ?? settings.secretFormat ?? unasked(userName, settings, secret);
  return name === undefined ? undefined : { name, ...(sesSmtpRegion !== undefined && { sesSmtpRegion }) };
}

function unasked(userName: string, settings: UserSettings, secret: SecretState | undefined): string | undefined {
  const { defaultFormat, secretPrefix } = settings;
  const { current } = secret?.labels ?? {};
  if (!secret || current === undefined || isPlaceholder(current)) return defaultFormat;
  // What somebody else wrote has fields that Keyturn cannot read.
  if (accessKeyIdOf(current) === undefined && !isOverwritten(secret)) return undefined;
  if (secret.valueFormat) return secret.valueFormat.name;
  // The tag was lost. A secret of Keyturn's own making has the default.
  return secret.name === secretNameOf(secretPrefix, userName) ? defaultFormat : undefined;
}

/** Readers will get other fields with the next rotation. */
export function formatChange(whose: Whose): { readonly from: ValueFormat; readonly to: ValueFormat } | undefined {
  const { secret } = whose;
  const from = accessKeyIdOf(secret?.labels.current) === undefined ? undefined : secret?.valueFormat;
  const to = nextFormat(whose);
  return from && to && formatValueFormat(from) !== formatValueFormat(to) ? { from, to } : undefined;
}

/** A format that cannot be written: one that nobody has declared, or one that has no room for what an SMTP client needs. */
export function formatProblem(whose: Whose): Trouble | undefined {
  const { user, secret } = whose;
  const { formats } = user.settings;
  const allowed = orOf(Object.keys(allFormats(formats)));
  if (secret?.format !== undefined && templateOf(secret.format, formats) === undefined)
    return {
      reason: 'secret-tags-invalid',
      tagKeys: [SECRET_SETTING_TAG.format],
      because: `the secret's tag keyturn:secret-format is ${quote(secret.format)}, but must be ${allowed}`,
    };
  const next = nextFormat(whose);
  const template = next && templateOf(next.name, formats);
  if (next && template === undefined)
    return {
      reason: 'secret-format-undeclared',
      because: `the secret's value has the format ${quote(next.name)}, which secretFormats no longer declares: declare it again, or tag the secret keyturn:secret-format with ${allowed}`,
    };
  if (next?.sesSmtpRegion !== undefined && typeof template === 'string')
    return {
      reason: 'tags-invalid',
      tagKeys: [USER_TAG.sesSmtpRegion],
      because: `the user's tag keyturn:ses-smtp-region adds fields to the secret, and the format ${quote(next.name)} is plain text, which has none: name another format, or remove the tag`,
    };
  return undefined;
}

const SMTP_FIELDS = ['SmtpUsername', 'SmtpPassword', 'SmtpEndpoint'];

/** `JSON with the fields A and B`, or the plain text itself, whose placeholders are as the team wrote them. */
export function inWords({ name, sesSmtpRegion }: ValueFormat, settings: Pick<UserSettings, 'formats'>): string {
  const template = templateOf(name, settings.formats);
  if (template === undefined) return `the format ${name}, which is not declared any more`;
  return templateInWords(template, sesSmtpRegion !== undefined);
}

export function templateInWords(template: SecretTemplate, withSmtp = false): string {
  if (typeof template === 'string') return `the plain text ${quote(template)}`;
  const fields = [...leavesOf(template).map(([field]) => field), ...(withSmtp ? SMTP_FIELDS : [])];
  return `JSON with the fields ${fields.slice(0, -1).join(', ')} and ${fields.at(-1)}`;
}
