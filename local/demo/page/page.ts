/** The story as one page that needs nothing else: a row for each user, its keys as bars, and the messages behind marks. It holds no script. */
import { type Html, html } from '../../../cli/document/html';
import { pageOf } from '../../../cli/document/page';
import { day as dateOf } from '../../../lambda/core/time';
import type { KeyState, Row, Sent } from '../chronicle';
import { STYLE } from './style';

const STATES: Readonly<Record<KeyState, string>> = {
  current: 'current: programs get this one',
  grace: 'grace: both keys work',
  held: 'held or blocked: somebody has to look',
  quarantine: 'quarantine: inactive, can be brought back',
};

/** Two keys at most exist at a time. */
const LANES = 2;

export function pageOfDemo(rows: readonly Row[], days: number, dayOf: (day: number) => Date): string {
  const chart: Chart = { days, dayOf, left: (day) => Number(((100 * day) / days).toFixed(2)) };
  const body = html`<header><h1>${days} days with Keyturn</h1>
<p>From ${dateOf(dayOf(0))} to ${dateOf(dayOf(days - 1))}. Each row is an IAM user, each bar one of its keys. Choose a mark under the bars to read the messages that its owner got on that day.</p>
<ul class="legend">${Object.entries(STATES).map(([state, words]) => html`<li><i class="${state}"></i>${words}`)}<li><b class="dot info"></b>message<li><b class="dot warning"></b>warning<li><b class="dot critical"></b>critical</ul></header>
<main>${rows.map((row) => rowPart(row, chart))}</main>
<footer><p class="soft">Made by the demo of Keyturn, in an AWS on one machine. No secret half of any key is in this page.</footer>`;
  return pageOf({ title: `${days} days with Keyturn`, body, style: STYLE });
}

interface Chart {
  readonly days: number;
  readonly dayOf: (day: number) => Date;
  /** In percent. */
  readonly left: (day: number) => number;
}

function rowPart({ userName, who, keys, sent }: Row, chart: Chart): Html {
  return html`
<section><h2>${userName} <small>${who}</small></h2>
<div class="row"><div class="bars">${grid(chart)}${keys.map(({ name, spans }, n) =>
    spans.map((span, m) => bar({ ...span, name, lane: n % LANES, isFirst: m === 0 }, chart)),
  )}</div>
<div class="marks">${byDay(sent).map((messages) => mark(userName, messages, chart))}</div></div></section>`;
}

const grid = ({ days, left }: Chart): Html =>
  html`${[...Array(Math.ceil(days / 50)).keys()].map((n) => html`<span class="tick" style="left:${left(n * 50)}%">${n === 0 ? 'day 0' : n * 50}</span>`)}`;

interface Bar {
  readonly state: KeyState;
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly lane: number;
  readonly isFirst: boolean;
}

function bar({ state, from, to, name, lane, isFirst }: Bar, { left, dayOf }: Chart): Html {
  const words = `${name}, ${STATES[state]}, days ${from} to ${to} (${dateOf(dayOf(from))} to ${dateOf(dayOf(to))})`;
  const place = `left:${left(from)}%;width:${left(to - from)}%`;
  return html`<span class="bar ${state} lane${lane}" style="${place}" title="${words}">${isFirst && name}</span>`;
}

const byDay = (sent: readonly Sent[]): readonly (readonly Sent[])[] =>
  [...new Set(sent.map(({ day }) => day))].map((day) => sent.filter((each) => each.day === day));

const WORST_FIRST = ['critical', 'warning', 'info'];

/** All of a row have one name, so that opening one closes the other. */
function mark(userName: string, messages: readonly Sent[], { left, dayOf }: Chart): Html {
  const [{ day } = { day: 0 }] = messages;
  const worst = WORST_FIRST.find((severity) => messages.some((each) => each.severity === severity)) ?? 'info';
  const subjects = messages.map(({ subject }) => subject).join('; ');
  return html`<details name="${userName}"><summary class="dot ${worst}" style="left:${left(day)}%" title="day ${day}: ${subjects}"><span>day ${day}: ${subjects}</span></summary>
<div class="sent"><p class="soft">Day ${day}, ${dateOf(dayOf(day))}</p>${messages.map(({ subject, event, email }) => html`<h3>${subject} <small>${event}</small></h3><div class="email">${email.split('\n').map((line) => html`<p>${line || ' '}</p>`)}</div>`)}</div></details>`;
}
