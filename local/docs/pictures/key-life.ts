/** The life of a key by the default policy: the glossary as one picture. Its days come from the settings. */

import { SETTINGS } from '../../../lambda/core/settings/config';
import { line, svg, type Theme, text, widthOf } from './drawing';

const [LEFT, RIGHT] = [60, 990];

export function keyLife(theme: Theme): string {
  const days = daysOfLife();
  const last = days.maximum + 10;
  const x = (day: number) => Math.round(LEFT + ((RIGHT - LEFT) * day) / last);
  const bar = (y: number, from: number, to: number, fill: string, words = '') => [
    `<rect x="${x(from)}" y="${y}" width="${x(to) - x(from)}" height="34" rx="4" fill="${fill}"/>`,
    ...(words !== '' && widthOf(words, 14) < x(to) - x(from) - 8
      ? [text((x(from) + x(to)) / 2, y + 22, words, { size: 14, fill: theme.onColour, anchor: 'middle' })]
      : []),
  ];
  const events = [
    [days.headsUp, 'heads-up: key-rotation-upcoming'],
    [days.rotation, 'rotation: a new key is made, stored, tested, then made current: key-rotated'],
    [days.reminder, 'reminder, if the retiring key may still be in use: key-reminder'],
    [days.deactivation, 'end of the grace: deactivated, once everybody has moved: key-deactivated'],
    [days.deletion, 'end of the quarantine: deleted: key-deleted'],
    [days.maximum, 'end of the window: still in use? held, not deactivated: key-held'],
  ] as const;
  const labels = events.flatMap(([day, words], n) => {
    const y = 156 + 30 * n;
    return [
      line(x(day), 50, x(day), y - 4, theme.line, ' stroke-dasharray="3 3"'),
      text(x(day) - 8, y, `day ${day}: ${words}`, { size: 14, fill: theme.ink, anchor: 'end' }),
    ];
  });
  return svg(1020, 372, LABEL, theme, [
    text(24, 74, 'K1', { fill: theme.ink, bold: true }),
    text(24, 118, 'K2', { fill: theme.ink, bold: true }),
    ...labels,
    ...bar(52, 0, days.rotation, theme.current, 'current: the secret names it, programs use it'),
    ...bar(52, days.rotation, days.deactivation, theme.retiring, 'retiring'),
    ...bar(52, days.deactivation, days.deletion, theme.quarantine),
    ...bar(96, days.rotation, last, theme.current, 'current'),
    text(24, 30, 'One key with the default policy', { fill: theme.ink, bold: true, size: 16 }),
    ...legend(theme),
  ]);
}

const KEYS = [
  ['current', 'current: in the secret'],
  ['retiring', 'retiring, in its grace: both keys work'],
  ['quarantine', 'in quarantine: Inactive, one command undoes it'],
] as const;

function legend(theme: Theme): string[] {
  let x = 24;
  return KEYS.flatMap(([colour, words]) => {
    const at = x;
    x += 24 + Math.ceil(widthOf(words, 13)) + 18;
    return [
      `<rect x="${at}" y="344" width="14" height="14" rx="2" fill="${theme[colour]}"/>`,
      text(at + 20, 356, words, { size: 13, fill: theme.faint }),
    ];
  });
}

function daysOfLife() {
  const { maxKeyAgeDays, graceDays, quarantineDays, idleDays, headsUpDays } = SETTINGS;
  const rotation = maxKeyAgeDays.default - graceDays.default - idleDays.default;
  const deactivation = rotation + graceDays.default;
  return {
    headsUp: rotation - headsUpDays.default,
    rotation,
    reminder: deactivation - 3,
    deactivation,
    deletion: deactivation + quarantineDays.default,
    maximum: maxKeyAgeDays.default,
  };
}

const LABEL =
  'The life of a key: current until day 68, announced on day 61; then retiring for a grace of 14 days in which both keys work, with a reminder on day 79; deactivated on day 82 once everybody has moved; deleted on day 89 after a quarantine of 7 days. A key that is still in use on day 90 is held.';
