/** `keyturn release`: what stands, and how the rest goes. Pure. */

import { paragraph, sections, type View } from '../terminal/layout';
import { type Line, line, span } from '../terminal/line';
import type { Standing, State } from './standing';

const TITLES: Readonly<Record<State, (userName: string) => string>> = {
  released: (name) => `Released ${name}: Keyturn leaves it alone from the next run on.`,
  'would-be-released': (name) => `${name} would be left alone from the next run on.`,
  'not-managed': (name) => `${name} is not managed, so there is nothing to release.`,
};

export function renderStanding(standing: Standing, state: State, { columns }: View): Line[] {
  const { row, keys, secrets, policies, isOpen, commands } = standing;
  const facts = [
    ...keys.map(
      ({ accessKeyId, active, createdAt, inSecret }) =>
        `key ${accessKeyId}, ${active ? 'active' : 'inactive'}, made ${createdAt.slice(0, 10)}${inSecret ? ', the one in the secret' : ''}`,
    ),
    ...secrets.map((name) => `secret ${name}`),
    ...policies.map((arn) => `policy ${arn}`),
  ];
  const open =
    'A rotation is open: both keys stay as they are, and nobody deactivates or deletes the older one any more.';
  return sections(
    paragraph(TITLES[state](row.name), columns, 0, state === 'released' ? 'green' : 'bold'),
    facts.length === 0
      ? []
      : [line(span('What stands', 'bold')), ...facts.flatMap((fact) => paragraph(fact, columns, 2))],
    isOpen ? paragraph(open, columns, 0, 'yellow') : [],
    ...commands.map(([purpose, command]) => [...paragraph(`${purpose}:`, columns), line('  ', span(command, 'cyan'))]),
    state === 'released' ? paragraph(`To take it back: npx keyturn adopt ${row.name}.`, columns) : [],
  );
}
