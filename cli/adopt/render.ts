/** `keyturn adopt`: what tagging in would mean, and what was done. Pure. */

import { formatManage } from '../../lambda/core/settings/manage';
import type { Target } from '../session/target';
import { count, number, when } from '../terminal/dates';
import { firstOf, moreUsers, paragraph, sections, share, type View } from '../terminal/layout';
import { type Line, line, type Style, span } from '../terminal/line';
import type { Choice } from './choice';
import type { Preview } from './preview';

export function renderPreview(
  previews: readonly Preview[],
  choice: Choice,
  target: Target,
  now: Date,
  view: View,
): Line[] {
  const left = leftOutLines(choice, view);
  const entries = previews.map((preview) => entryLines(preview, now, view));
  const room = share(view, left.length + 8, 1);
  return sections(
    left,
    entries.length === 0
      ? []
      : [
          line(span(`To be tagged in: ${count(entries.length, 'user')}`, 'bold')),
          ...firstOf(entries, room, moreUsers('--all')),
        ],
    entries.length === 0 ? [] : summaryLines(previews, target, view),
  );
}

function entryLines({ userName, keys, firstRotation, notes }: Preview, now: Date, { columns }: View): Line[] {
  const [title, style] = rotationInWords(firstRotation, now);
  return [
    ...paragraph(`${userName}: ${title}`, columns, 2, style),
    ...keys.flatMap(({ accessKeyId, active, ageDays, lastUse }) =>
      paragraph(
        `${accessKeyId}${active ? '' : ' inactive'}, ${ageDays} ${ageDays === 1 ? 'day' : 'days'} old, ${lastUse}`,
        columns,
        4,
      ),
    ),
    ...paragraph(firstRotation.because, columns, 4),
    ...notes.flatMap((note) => paragraph(note, columns, 4)),
  ];
}

function rotationInWords({ due, at, reason }: Preview['firstRotation'], now: Date): [string, Style | undefined] {
  switch (due) {
    case 'now':
      return ['a new key with the next run', 'cyan'];
    case 'later':
      return [at === undefined ? 'nothing for now' : `first rotation ${when(at, now)}`, undefined];
    case 'blocked':
      return [`cannot be rotated yet (${reason})`, 'yellow'];
    case 'unknown':
      return ['could not be looked at', 'red'];
  }
}

function summaryLines(
  previews: readonly Preview[],
  { config, isDeployed, tag, isOtherTag }: Target,
  { columns }: View,
): Line[] {
  const of = (due: Preview['firstRotation']['due']) =>
    previews.filter(({ firstRotation }) => firstRotation.due === due).length;
  const [now, blocked] = [of('now'), of('blocked')];
  const pace = now > config.maxRotationsPerRun ? `, ${config.maxRotationsPerRun} in each run` : '';
  const notes = [
    ...(previews.length > 0 ? [TERRAFORM] : []),
    ...(now > 0
      ? [
          `${count(now, 'user')} would get a new key with the next run${pace}. The retiring key keeps working for ${config.graceDays} days at least.`,
        ]
      : []),
    ...(blocked > 0
      ? [`${count(blocked, 'user')} cannot be rotated until somebody has acted; each owner would be notified.`]
      : []),
    ...(isDeployed ? [] : ['Nothing is deployed yet, so nothing happens before npx cdk deploy.']),
    ...(isDeployed && config.dryRun
      ? ['The function is deployed with dryRun=true: nothing is changed until it is deployed without.']
      : []),
    ...(isOtherTag && tag
      ? [
          `The deployed function looks for ${formatManage(config.manage)}, so the tag ${tag.key}=${tag.value} lets nobody in.`,
        ]
      : []),
  ];
  return notes.flatMap((note) => paragraph(note, columns));
}

const TERRAFORM =
  'If Terraform or CloudFormation owns one of these users, its key or its secret, read docs/terraform.md first.';

/** Those that were named and are not tagged, with the reason. */
function leftOutLines(choice: Choice, { columns }: View): Line[] {
  const unknown = choice.unknown.map(({ userName, suggestion }) =>
    `There is no IAM user ${userName} in this account. ${suggestion ?? ''}`.trim(),
  );
  const lists = [
    ['Already managed', choice.alreadyManaged],
    ['Without an access key, so there is nothing to rotate', choice.withoutKeys],
    ['Tagged keyturn:managed=false, so left alone unless named', choice.optedOut],
  ] as const;
  return [
    ...unknown.flatMap((text) => paragraph(text, columns, 0, 'red')),
    ...(choice.emptyPath === undefined
      ? []
      : paragraph(`There is no IAM user under ${choice.emptyPath}.`, columns, 0, 'red')),
    ...lists.flatMap(([title, names]) =>
      names.length === 0 ? [] : paragraph(`${title}: ${briefly(names)}.`, columns),
    ),
  ];
}

const SHOWN_NAMES = 10;

function briefly(names: readonly string[]): string {
  const more = names.length - SHOWN_NAMES;
  return names.slice(0, SHOWN_NAMES).join(', ') + (more > 0 ? ` and ${number(more)} more` : '');
}

export interface Tagged {
  readonly userName: string;
  readonly isTagged?: boolean;
  readonly readsOwnSecret?: boolean;
  readonly error?: string;
}

export function renderTagged(tagged: readonly Tagged[], { isDeployed }: Target, { columns }: View): Line[] {
  const failed = tagged.filter(({ error }) => error !== undefined);
  const done = tagged.filter(({ isTagged }) => isTagged).length;
  const readers = tagged.filter(({ readsOwnSecret }) => readsOwnSecret).length;
  const next = isDeployed ? 'What the next run does: npx keyturn plan.' : 'Now deploy it: npx cdk deploy.';
  return [
    ...failed.flatMap(({ userName, error }) => paragraph(`${userName}: ${error}`, columns, 0, 'red')),
    ...(readers > 0
      ? paragraph(
          `${count(readers, 'user')} may now read ${readers === 1 ? 'its' : 'their'} own secret.`,
          columns,
          0,
          'green',
        )
      : []),
    ...(done > 0 ? paragraph(`Tagged ${count(done, 'user')}. ${next}`, columns, 0, 'green') : []),
  ];
}

/** Where no tag lets users in, tagging would only look like it. */
export function renderNoTag({ config }: Target, choice: Choice, view: View): Line[] {
  const { manage } = config;
  const who = manage.by === 'path' ? `every user under ${manage.path}` : 'every user';
  const others = choice.toTag.map(({ name }) => name);
  return [
    ...leftOutLines({ ...choice, optedOut: [] }, view),
    ...(others.length === 0 ? [] : paragraph(`Not managed: ${briefly(others)}.`, view.columns, 0, 'yellow')),
    ...paragraph(
      `Keyturn manages ${who} (manage=${formatManage(manage)}), bar those tagged keyturn:managed=false. No tag lets a user in, so nothing was tagged.`,
      view.columns,
    ),
    ...(others.length === 0
      ? []
      : paragraph(
          manage.by === 'path'
            ? `To let them in: aws iam update-user --user-name <name> --new-path ${manage.path}, or take the tag keyturn:managed=false off those that are there.`
            : 'To let them in: take their tag keyturn:managed=false off.',
          view.columns,
        )),
  ];
}
