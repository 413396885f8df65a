/** The two ways into a member's function: through the alias `hub`, and without it. */
import type { Context } from 'aws-lambda';
import { checkEntry, NotThroughHubError } from '../../lambda/core/commands/through-hub';
import { OLD } from '../support/builders';
import { aHealthEvent, queued } from './core/leaks/events';

const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:keyturn';

const EVENTS = {
  run: { command: 'run' },
  plan: { command: 'plan' },
  status: { command: 'status' },
  rotate: { command: 'rotate', userName: 'alice' },
  rollback: { command: 'rollback', userName: 'alice' },
  revoke: { command: 'revoke', accessKeyId: OLD },
  confirm: { command: 'confirm', userName: 'alice', force: true },
  hold: { command: 'hold', userName: 'alice', until: '' },
} as const;

const TOUCH_KEYS = ['rotate', 'rollback', 'revoke', 'confirm', 'hold'] as const;

let handler: typeof import('../../lambda/index').handler;
beforeAll(async () => {
  // Read when the function's file is loaded.
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
  ({ handler } = await import('../../lambda/index'));
});

describe('promise 14: through the alias hub', () => {
  test.each(TOUCH_KEYS)('%s is refused before anything is read', async (command) => {
    const context = { invokedFunctionArn: `${FUNCTION}:hub`, getRemainingTimeInMillis: () => 900_000 } as Context;
    // Without an environment, anything beyond the refusal would fail in other words.
    await expect(handler(EVENTS[command], context)).rejects.toMatchObject({
      name: 'NotThroughHubError',
      message: `${command} is not obeyed through the alias hub, which takes run, plan, status only: act as the role keyturn-operator of this account, and invoke the function keyturn without the alias`,
    });
  });

  test.each<[what: string, event: object, command: string]>([
    ['a drill', { command: 'drill-leak', userName: 'alice' }, 'drill-leak'],
    ['a report of a leak', aHealthEvent(), 'leak'],
    ['a batch of the queue', queued(aHealthEvent()), 'leak'],
  ])('%s is refused too: whoever could send one could have keys deactivated', async (_, event, command) => {
    const context = { invokedFunctionArn: `${FUNCTION}:hub`, getRemainingTimeInMillis: () => 900_000 } as Context;
    await expect(handler(event, context)).rejects.toMatchObject({
      name: 'NotThroughHubError',
      message: expect.stringMatching(new RegExp(`^${command} is not obeyed through the alias hub`)),
    });
  });

  test.each(['run', 'plan', 'status'])('%s is obeyed', (command) => {
    expect(() => checkEntry(command, `${FUNCTION}:hub`)).not.toThrow();
  });

  test('a command that is added one day is refused until somebody allows it', () => {
    expect(() => checkEntry('replace-everything', `${FUNCTION}:hub`)).toThrow(NotThroughHubError);
  });
});

test.each(['', ':$LATEST', ':7', ':hubs'])('by %j every command is obeyed', (qualifier) => {
  for (const command of Object.keys(EVENTS)) expect(() => checkEntry(command, FUNCTION + qualifier)).not.toThrow();
});
