/** The log of a year and 5,000 users, made page by page as CloudWatch Logs would answer. */
import { toEnvironment } from '../lambda/core/settings/environment';
import { aConfig, DAY, HOUR } from '../test/support/simulation/harness';

export const USERS = 5000;
/** Held throughout the year, so that each run has a line about each of them. */
export const HELD = 50;
export const EVERY_DAYS = 68;
export const END = new Date('2026-01-01T00:00:00Z').getTime();
export const BEGIN = END - 365 * DAY;
/** CloudWatch's limit of a page. */
const PAGE_BYTES = 1_000_000;

export const settings = { ...aConfig({ manage: { by: 'all' } }) };
const iso = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
const keyId = (user: number, n: number) =>
  `AKIA${String(user).padStart(6, '0')}${String(n + 10).padStart(3, '0')}EXAMPLE`;

interface Line {
  readonly timestamp: number;
  readonly message: string;
}

/** All that the run of that hour logs. */
function linesOf(at: number): Line[] {
  const base = {
    level: 'INFO',
    timestamp: iso(at),
    service: 'keyturn',
    time: iso(at),
    function_request_id: `run-${at}`,
  };
  const write = (message: string, fields: object): Line => ({
    timestamp: at,
    message: JSON.stringify({ ...base, message, ...fields }),
  });
  return [
    write('settings', { version: '0.1.0', settings: toEnvironment(settings) }),
    ...stepsOf(at).map((fields) => write('step', { result: 'done', ...fields })),
    write('run', {
      version: '0.1.0',
      dryRun: false,
      users: { scanned: USERS, managed: USERS },
      failures: 0,
      remaining: 0,
    }),
  ];
}

function stepsOf(at: number): object[] {
  const hour = (at - BEGIN) / HOUR;
  const [day, hourOfDay] = [Math.floor(hour / 24), hour % 24];
  const steps: object[] = [];
  for (let user = hourOfDay; user < USERS; user += 24) {
    const who = {
      userName: `svc-${String(user).padStart(4, '0')}`,
      userId: `AIDA${user}`,
      owner: `team-${user % 50}@example.com`,
    };
    const phase = (day + user) % EVERY_DAYS;
    const n = Math.floor((day + user) / EVERY_DAYS);
    const [oldKeyId, newKeyId, because] = [
      keyId(user, n - 1),
      keyId(user, n),
      `the key is ${EVERY_DAYS} days old and may reach 90`,
    ];
    const created = { maxKeyAgeDays: 90, notifiedAt: iso(at + 9000) };
    if (phase === 0)
      steps.push({
        ...who,
        kind: 'issue-key',
        because,
        oldKeyId,
        oldCreatedAt: iso(at - EVERY_DAYS * DAY),
        newKeyId,
        newCreatedAt: iso(at),
        verifiedAt: iso(at + 7000),
        promotedAt: iso(at + 8000),
        ...created,
      });
    const old = {
      accessKeyId: oldKeyId,
      createdAt: iso(at - (EVERY_DAYS + phase) * DAY),
      changedAt: iso(at + 1000),
      because,
    };
    if (phase === 14) steps.push({ ...who, kind: 'deactivate-key', ...old, currentKeyId: newKeyId, ...created });
    if (phase === 21) steps.push({ ...who, kind: 'delete-key', ...old, role: 'retiring', ...created });
  }
  for (let held = 0; held < HELD; held++)
    steps.push({
      userName: `svc-${String(held).padStart(4, '0')}`,
      userId: `AIDA${held}`,
      kind: 'hold',
      reason: 'still-in-use',
      accessKeyId: keyId(held, 0),
      because: `the retiring key ${keyId(held, 0)} stays active past its grace: it was last used on ${iso(at)} (sts, us-east-1)`,
    });
  return steps;
}

export const written = { lines: 0, pages: 0 };

/** The hours from the token on, until the page is full. */
export function page(startTime: number, endTime: number, nextToken: string | undefined) {
  let at = nextToken === undefined ? Math.ceil(startTime / HOUR) * HOUR : Number(nextToken);
  const events: Line[] = [];
  for (let bytes = 0; at < Math.min(endTime, END) && bytes < PAGE_BYTES && events.length < 10_000; at += HOUR)
    for (const line of linesOf(at)) {
      events.push(line);
      bytes += line.message.length;
    }
  written.lines += events.length;
  written.pages += 1;
  return { events, ...(at < Math.min(endTime, END) && { nextToken: String(at) }) };
}
