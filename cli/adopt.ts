/** `keyturn adopt`: tags users in, after showing what their first rotation would mean. */
import { readFileSync } from 'node:fs';
import { IAMClient, TagUserCommand } from '@aws-sdk/client-iam';
import { scan } from '../lambda/scan';
import { mustBeInteractive } from './act';
import { type Choice, choose } from './adopt-choice';
import { documentOf } from './adopt-document';
import { type Preview, previewAll } from './adopt-preview';
import { type Target, targetOf } from './adopt-target';
import { problemFrom } from './aws-errors';
import { checkPath, checkUserName } from './check-input';
import { count, number } from './dates';
import { EMPTY, line } from './line';
import { type ExitCode, UsageProblem } from './problem';
import { withProgress } from './progress';
import { readOnlyClients } from './read-only';
import { renderNoTag, renderPreview, renderTagged, type Tagged } from './render-adopt';
import { type Session, show, viewOf } from './session';

export interface AdoptOptions {
  readonly path?: string;
  readonly from?: string;
  readonly tag?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly context?: readonly string[];
}

export async function adopt(session: Session, args: readonly string[], options: AdoptOptions): Promise<ExitCode> {
  const names = [...args, ...namesFrom(options.from)].map(checkUserName);
  const path = options.path === undefined ? undefined : checkPath(options.path);
  if (names.length === 0 && path === undefined)
    throw new UsageProblem('adopt needs to know whom.', 'Name users, or pass --path /service/ or --from <file>.');
  if (!options.yes && !options.dryRun) mustBeInteractive(session, 'adopt');

  const target = await targetOf(session, options.tag, options.context ?? []);
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
  if (options.dryRun || readable.length === 0) return told(session, documentOf(target, choice, previews, []), isWhole);
  if (!options.yes) {
    if (session.options.json) terminal.say(preview);
    const question = `Tag ${count(readable.length, 'user')} with ${target.tag.key}=${target.tag.value}?`;
    if (!(await terminal.confirm(question))) {
      if (!session.options.json) terminal.print([line('Nothing was changed.')]);
      return told(session, documentOf(target, choice, previews, []), false);
    }
  }
  const tagged = await tagAll(session, target.tag, readable);
  if (!session.options.json) terminal.print([EMPTY, ...renderTagged(tagged, target, viewOf(session))]);
  return told(session, documentOf(target, choice, previews, tagged), isWhole && tagged.every(({ error }) => !error));
}

function told(session: Session, document: unknown, isFine: boolean): ExitCode {
  if (session.options.json) session.terminal.printJson(document);
  return isFine ? 0 : 1;
}

/** One name a line; empty lines and what follows a # are passed over. */
function namesFrom(file: string | undefined): string[] {
  if (file === undefined) return [];
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageProblem(`--from ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  return text.split(/\r?\n/).flatMap((each) => each.replace(/#.*/, '').trim() || []);
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

/** One by one, so that IAM is not hurried and a failure is one user's. */
async function tagAll(
  session: Session,
  tag: { readonly key: string; readonly value: string },
  users: readonly Preview[],
): Promise<Tagged[]> {
  const iam = new IAMClient({ ...session.config, retryMode: 'adaptive', maxAttempts: 5 });
  return withProgress(session.terminal, 'Tagging', async (progress) => {
    const tagged: Tagged[] = [];
    for (const { userName } of users) {
      progress.now(`Tagging (${number(tagged.length + 1)} of ${number(users.length)})`);
      tagged.push(await tagOne(iam, userName, tag, session.config.endpoint));
    }
    return tagged;
  });
}

async function tagOne(
  iam: IAMClient,
  userName: string,
  { key, value }: { readonly key: string; readonly value: string },
  endpoint: string | undefined,
): Promise<Tagged> {
  try {
    await iam.send(new TagUserCommand({ UserName: userName, Tags: [{ Key: key, Value: value }] }));
    return { userName };
  } catch (error) {
    const { message, remedy = '' } = problemFrom(error, { what: `tag ${userName}`, endpoint });
    return { userName, error: `${message} ${remedy}`.trim() };
  }
}
