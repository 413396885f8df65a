/** `keyturn adopt`: tags users in, after showing what their first rotation would mean. */

import { readFileSync } from 'node:fs';
import { AttachUserPolicyCommand, IAMClient, TagUserCommand } from '@aws-sdk/client-iam';
import { failureOf } from '../../lambda/aws/errors/errors';
import { scan } from '../../lambda/run/read/scan';
import { problemFrom } from '../session/aws-errors';
import { checkPath, checkUserName } from '../session/check-input';
import { findReadOwnSecretPolicy } from '../session/deployment';
import { readOnlyClients } from '../session/read-only';
import { mustBeInteractive, type Session, show, viewOf } from '../session/session';
import { type Target, targetOf } from '../session/target';
import { count, number } from '../terminal/dates';
import { EMPTY, line } from '../terminal/line';
import { type ExitCode, Problem, UsageProblem } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import { type Choice, choose } from './choice';
import { documentOf } from './document';
import { namesIn } from './names-file';
import { type Preview, previewAll } from './preview';
import { renderNoTag, renderPreview, renderTagged, type Tagged } from './render';

export interface AdoptOptions {
  readonly path?: string;
  readonly from?: string;
  readonly tag?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly readOwnSecret?: boolean;
  readonly context?: readonly string[];
}

export async function adopt(session: Session, args: readonly string[], options: AdoptOptions): Promise<ExitCode> {
  const names = [...args, ...namesFrom(options.from)].map(checkUserName);
  const path = options.path === undefined ? undefined : checkPath(options.path);
  if (names.length === 0 && path === undefined)
    throw new UsageProblem('adopt needs to know whom.', 'Name users, or pass --path /service/ or --from <file>.');
  if (!options.yes && !options.dryRun) mustBeInteractive(session, 'adopt');

  const target = await targetOf(session, options.tag, options.context ?? []);
  if (options.readOwnSecret && !target.tag) throw attachByHand();
  const policyArn = options.readOwnSecret ? await policyOf(session) : undefined;
  const { choice, previews } = await look(session, target, { names, path });
  const complete = choice.unknown.length === 0 && choice.emptyPath === undefined;
  const { terminal } = session;
  if (!target.tag) {
    show(session, documentOf(target, choice, [], []), () => renderNoTag(target, choice, viewOf(session)));
    return complete && choice.toTag.length === 0 ? 0 : 1;
  }
  const preview = renderPreview(previews, choice, target, session.now, viewOf(session, options.all));
  if (!session.options.json) terminal.print(preview);
  const readable = previews.filter(({ error }) => error === undefined);
  const isWhole = complete && readable.length === previews.length;
  const work: Adoption = {
    tag: target.tag,
    tagged: readable.map(({ userName }) => userName),
    // Who is managed already gets the policy all the same.
    readers: policyArn !== undefined ? [...readable.map(({ userName }) => userName), ...choice.alreadyManaged] : [],
    policyArn,
  };
  const isNothing = work.tagged.length + work.readers.length === 0;
  if (options.dryRun || isNothing) return told(session, documentOf(target, choice, previews, []), isWhole);
  if (!options.yes) {
    if (session.options.json) terminal.say(preview);
    if (!(await terminal.confirm(questionOf(work)))) {
      if (!session.options.json) terminal.print([line('Nothing was changed.')]);
      return told(session, documentOf(target, choice, previews, []), false);
    }
  }
  const tagged = await adoptAll(session, work);
  if (!session.options.json) terminal.print([EMPTY, ...renderTagged(tagged, target, viewOf(session))]);
  return told(session, documentOf(target, choice, previews, tagged), isWhole && tagged.every(({ error }) => !error));
}

function told(session: Session, document: unknown, isFine: boolean): ExitCode {
  if (session.options.json) session.terminal.printJson(document);
  return isFine ? 0 : 1;
}

function namesFrom(file: string | undefined): string[] {
  if (file === undefined) return [];
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new UsageProblem(`--from ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  return namesIn(bytes, file);
}

async function look(
  session: Session,
  { config, tag }: Target,
  whom: { readonly names: readonly string[]; readonly path: string | undefined },
): Promise<{ readonly choice: Choice; readonly previews: readonly Preview[] }> {
  const clients = await readOnlyClients(session.config);
  return withProgress(session.terminal, 'Reading the credential report, users and secrets', async (progress) => {
    try {
      const { users } = await scan(clients, config);
      const manage = tag && config.manage.by === 'tag' ? ({ by: 'tag', ...tag } as const) : config.manage;
      const choice = choose(users, manage, whom);
      if (!tag) return { choice, previews: [] };
      const of = number(choice.toTag.length);
      const previews = await previewAll(clients, choice.toTag, config, session.now, (looked) =>
        progress.now(`Looking at users one by one (${number(looked)} of ${of})`),
      );
      return { choice, previews };
    } catch (error) {
      throw problemFrom(error, { what: 'read this account', endpoint: session.config.endpoint });
    }
  });
}

/** What is to be done, once it is agreed to. */
interface Adoption {
  readonly tag: { readonly key: string; readonly value: string };
  readonly tagged: readonly string[];
  /** Who gets the policy that opens its own secret. */
  readonly readers: readonly string[];
  readonly policyArn: string | undefined;
}

function questionOf({ tag, tagged, readers }: Adoption): string {
  const deeds = [
    ...(tagged.length > 0 ? [`Tag ${count(tagged.length, 'user')} with ${tag.key}=${tag.value}`] : []),
    ...(readers.length > 0
      ? [`let ${count(readers.length, 'user')} read ${readers.length === 1 ? 'its' : 'their'} own secret`]
      : []),
  ];
  const question = deeds.join(' and ');
  return `${question.charAt(0).toUpperCase()}${question.slice(1)}?`;
}

const attachByHand = () =>
  new UsageProblem(
    '--read-own-secret goes with tagging users in, and here no tag lets users in.',
    'Attach it manually: aws iam attach-user-policy --user-name <name> --policy-arn <output ReadOwnSecretPolicyArn>.',
  );

/** Each deployment makes its own, so only the stack knows it. @throws Problem */
async function policyOf({ config, options }: Session): Promise<string> {
  const arn = await findReadOwnSecretPolicy(config, options.stack);
  if (arn !== undefined) return arn;
  throw new Problem(
    `There is no policy for --read-own-secret: the stack makes it, and there is no stack ${options.stack} that has one.`,
    'Deploy it first (npx cdk deploy), or name the stack that KeyRotation is a part of: --stack <name>.',
  );
}

/** One by one, so that IAM is not hurried and a failure is one user's. */
async function adoptAll(session: Session, work: Adoption): Promise<Tagged[]> {
  const iam = new IAMClient({ ...session.config, retryMode: 'adaptive', maxAttempts: 5 });
  const users = [...new Set([...work.readers, ...work.tagged])];
  return withProgress(session.terminal, 'Tagging', async (progress) => {
    const tagged: Tagged[] = [];
    for (const userName of users) {
      progress.now(`Tagging (${number(tagged.length + 1)} of ${number(users.length)})`);
      tagged.push(await adoptOne(iam, userName, work, session.config.endpoint));
    }
    return tagged;
  });
}

/** The policy first: once the tag is there, the next run may issue a key that its program is to read. */
async function adoptOne(
  iam: IAMClient,
  userName: string,
  work: Adoption,
  endpoint: string | undefined,
): Promise<Tagged> {
  const { tag, policyArn } = work;
  const reads = work.readers.includes(userName);
  try {
    if (reads) await iam.send(new AttachUserPolicyCommand({ UserName: userName, PolicyArn: policyArn }));
  } catch (error) {
    if (failureOf(error).kind === 'no-such-entity')
      return { userName, error: `There is no policy ${policyArn}, although the stack has it. See npx keyturn doctor.` };
    return { userName, error: sentence(error, `attach ${policyArn} to ${userName}`, endpoint) };
  }
  try {
    const isTagged = work.tagged.includes(userName);
    if (isTagged)
      await iam.send(new TagUserCommand({ UserName: userName, Tags: [{ Key: tag.key, Value: tag.value }] }));
    return { userName, ...(isTagged && { isTagged }), ...(reads && { readsOwnSecret: true }) };
  } catch (error) {
    return { userName, error: sentence(error, `tag ${userName}`, endpoint) };
  }
}

function sentence(error: unknown, what: string, endpoint: string | undefined): string {
  const { message, remedy = '' } = problemFrom(error, { what, endpoint });
  return `${message} ${remedy}`.trim();
}
