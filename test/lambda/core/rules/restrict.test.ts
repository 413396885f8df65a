/** Dry run and limits: filters over a plan that is finished. */

import { deleteStep } from '../../../../lambda/core/rules/make-step';
import { restrict } from '../../../../lambda/core/rules/restrict';
import type { Step } from '../../../../lambda/core/rules/step';
import { anIssueStep, OLD, THIRD } from '../../../support/builders';

const because = 'a reason';
const steps: Step[] = [
  deleteStep(THIRD, 'spare', because),
  anIssueStep(),
  { kind: 'hold', reason: 'still-in-use', accessKeyId: OLD, because },
];

const dispositions = (limits: Parameters<typeof restrict>[1]) =>
  restrict(steps, limits).map(({ disposition }) => disposition);

it('lets every step run without a limit', () => {
  expect(dispositions({ dryRun: false, mayIssue: true })).toEqual(['run', 'run', 'run']);
});

it('withholds new keys alone when the run may issue no more', () => {
  expect(dispositions({ dryRun: false, mayIssue: false })).toEqual(['run', 'withheld', 'run']);
});

it('promise 12: withholds no new key from whoever holds a compromised one', () => {
  const deactivation = { kind: 'deactivate-key', accessKeyId: OLD, because } as Step;
  const issuedBeside = (step: Step) =>
    restrict([anIssueStep(), step, deleteStep(THIRD, 'spare', because)], { dryRun: false, mayIssue: false })[0]
      ?.disposition;
  expect(issuedBeside({ ...deactivation, revoked: true } as Step)).toBe('run');
  expect(issuedBeside(deactivation)).toBe('withheld');
});

it('promise 11: shows in a dry run every step that a real run would take', () => {
  expect(dispositions({ dryRun: true, mayIssue: true })).toEqual(['planned', 'planned', 'planned']);
  expect(dispositions({ dryRun: true, mayIssue: false })).toEqual(['planned', 'withheld', 'planned']);
});

it('changes no step, drops none, and keeps their order', () => {
  expect(restrict(steps, { dryRun: true, mayIssue: false }).map(({ step }) => step)).toEqual(steps);
});
