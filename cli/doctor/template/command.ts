/** The command that puts something back as the template says. Pure. */

import { isKnown } from './resolve';

/** Puts back all that was changed and can be read; where a value of the template is CloudFormation's alone, the only way. */
export const REVERT = 'npx cdk deploy --revert-drift';

/** For a shell: names and endpoints are chosen by strangers. */
export const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** `aws cloudwatch put-metric-alarm --cli-input-json '…'` */
export const fromJson = (command: string, input: object) =>
  isKnown(input) ? `aws ${command} --cli-input-json ${quoted(JSON.stringify(input))}` : REVERT;

/** Of one value that is a document. */
export const withDocument = (command: string, document: unknown) =>
  isKnown(document) ? `aws ${command} ${quoted(JSON.stringify(document))}` : REVERT;

export const CHANGED = 'Changed manually. To keep it, change the settings and deploy; to put it back:';

export const GONE = 'A deployment of the same template does not make it again. To make it:';
