import { emailFor } from '../../core/messages/render';
import type { Outcome } from '../../core/report/outcome';
import { notificationOf } from './publish';
import { seenOf } from './seen';
import type { Work } from './work';

/** Each step with the e-mail that it would send, word for word. Asks what the execution would ask, and changes nothing. */
export function withMessages(work: Work, steps: Outcome['steps']): Promise<Outcome['steps']> {
  return Promise.all(
    steps.map(async (step) => {
      if (!('tells' in step) || !step.tells) return step;
      const names = step.kind === 'notify' || step.kind === 'deactivate-key' ? step.names : undefined;
      const seen = names && (await seenOf(work, names));
      return { ...step, message: emailFor(notificationOf(work, step.tells, seen)) };
    }),
  );
}
