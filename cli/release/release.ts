/** `keyturn release`: tags a user out, and says what stands. */

import { IAMClient, TagUserCommand, UntagUserCommand } from '@aws-sdk/client-iam';
import { isManaged } from '../../lambda/core/account/user-row';
import { USER_TAG } from '../../lambda/core/names';
import type { Manage } from '../../lambda/core/settings/manage';
import { problemFrom } from '../session/aws-errors';
import { mustBeInteractive, type Session, show, viewOf } from '../session/session';
import { targetOf } from '../session/target';
import { line } from '../terminal/line';
import type { ExitCode } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import { renderStanding } from './render';
import { lookAt, type Standing, type State } from './standing';

export interface ReleaseOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export async function release(session: Session, userName: string, options: ReleaseOptions): Promise<ExitCode> {
  if (!options.yes && !options.dryRun) mustBeInteractive(session, 'release');
  const { terminal } = session;
  const { config } = await targetOf(session, undefined, []);
  const standing = await withProgress(terminal, 'Looking at the user', () => lookAt(session, config, userName));
  const wasManaged = isManaged(standing.row, config.manage);
  if (!wasManaged || options.dryRun) return said(session, standing, wasManaged ? 'would-be-released' : 'not-managed');

  const deed = deedFor(config.manage);
  if (!options.yes) {
    const lines = renderStanding(standing, 'would-be-released', viewOf(session));
    if (session.options.json) terminal.say(lines);
    else terminal.print(lines);
    if (!(await terminal.confirm(`${deed.question} ${userName}?`))) {
      show(session, documentOf(standing, 'would-be-released'), () => [line('Nothing was changed.')]);
      return 1;
    }
  }
  await tagOut(session, userName, deed);
  return said(session, standing, 'released');
}

function said(session: Session, standing: Standing, state: State): ExitCode {
  show(session, documentOf(standing, state), () => renderStanding(standing, state, viewOf(session)));
  return 0;
}

const documentOf = ({ row, keys, secrets, policies, isOpen, commands }: Standing, state: State) => ({
  userName: row.name,
  state,
  keys,
  secrets,
  policies,
  rotationIsOpen: isOpen,
  commands: commands.map(([purpose, command]) => ({ purpose, command })),
});

/** How a user is tagged out: by the tag that let it in, or by the one that lets it out where all others are managed. */
type Deed = { readonly question: string } & ({ readonly untag: string } | { readonly tag: string });

function deedFor(manage: Manage): Deed {
  if (manage.by === 'tag') return { question: `Take the tag ${manage.key} off`, untag: manage.key };
  return { question: `Set the tag ${USER_TAG.managed}=false on`, tag: USER_TAG.managed };
}

async function tagOut({ config }: Session, UserName: string, deed: Deed): Promise<void> {
  const iam = new IAMClient({ ...config, retryMode: 'adaptive', maxAttempts: 5 });
  try {
    if ('untag' in deed) await iam.send(new UntagUserCommand({ UserName, TagKeys: [deed.untag] }));
    else await iam.send(new TagUserCommand({ UserName, Tags: [{ Key: deed.tag, Value: 'false' }] }));
  } catch (error) {
    throw problemFrom(error, { what: `tag ${UserName}`, endpoint: config.endpoint });
  }
}
