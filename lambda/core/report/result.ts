/** The function's result, as text and numbers. Pure. */

import type { Exemption, Population } from '../account/population';
import type { Standing } from '../account/standing';
import { cleaned } from '../text';
import { isoSeconds } from '../time';
import type { Program } from '../user/evidence/programs';
import type { LastUse } from '../user/keys';
import { ageInDays } from '../user/timetable';
import { VERSION } from '../version';
import type { Outcome } from './outcome';
import type { Result, ResultProgram, ResultStep } from './result-schema';
import type { RunResult } from './run-result';
import type { StepFacts } from './step-facts';

export function resultOf(
  { users, outcomes, remaining, stopped, unfinished = [], secretsWithoutUser = [], account, population }: RunResult,
  now: Date,
  dryRun: boolean,
): Result {
  // Names, tags and errors come from outside: here they all pass, on their way to the answer and to the log.
  return cleaned({
    time: isoSeconds(now),
    version: VERSION,
    dryRun,
    users,
    outcomes: outcomes.map(({ userName, plan, steps, standing, issued, notes, programs }) => ({
      userName,
      ...(plan && { rule: plan.rule, because: plan.because }),
      ...(plan?.nextAt && { nextAt: isoSeconds(plan.nextAt) }),
      ...(standing && resultStanding(standing, now)),
      steps: steps.map(resultStep),
      ...(programs && { programs: programs.map(resultProgram) }),
      ...(issued && { issued: resultIssued(userName, issued) }),
      ...(notes && { notes }),
    })),
    failures: outcomes.flatMap(({ userName, error }) => (error === undefined ? [] : [{ userName, error }])),
    remaining,
    ...(unfinished.length > 0 && { unfinished }),
    ...(secretsWithoutUser.length > 0 && {
      secretsWithoutUser: secretsWithoutUser.map(({ name, userId = '' }) => ({ secretName: name, userId })),
    }),
    ...(stopped && { stopped }),
    ...(account && { posture: { ...account.posture.counts } }),
    ...(account?.error !== undefined && { accountError: account.error }),
    ...(population && { population: resultPopulation(population) }),
  });
}

function resultIssued(
  userName: string,
  { accessKeyId, secretName, oldKeyId, graceEndsAt }: NonNullable<Outcome['issued']>,
) {
  return {
    accessKeyId,
    secretName,
    ...(oldKeyId !== undefined && { oldKeyId, oldKeyWorksUntil: isoSeconds(graceEndsAt) }),
    next: oldKeyId === undefined ? `npx keyturn status --user ${userName}` : `npx keyturn confirm ${userName}`,
  };
}

function resultStanding({ since, nextAt, keys, requested, leaked, ...same }: Standing, now: Date) {
  return {
    ...same,
    ...(since && { since: isoSeconds(since) }),
    ...(nextAt && { nextAt: isoSeconds(nextAt) }),
    ...(requested && { requested: resultRequested(requested) }),
    ...(leaked && { leaked: { ...leaked, at: isoSeconds(leaked.at) } }),
    keys: keys.map(({ createdAt, lastUse, ...key }) => ({
      ...key,
      ...(createdAt && { createdAt: isoSeconds(createdAt), ageDays: ageInDays(createdAt, now) }),
      ...(lastUse && { lastUse: useInWords(lastUse) }),
    })),
  };
}

function resultProgram({ movedAt, oldSeenAt, seenAt, ...same }: Program): ResultProgram {
  return {
    ...same,
    ...(movedAt && { movedAt: isoSeconds(movedAt) }),
    ...(oldSeenAt && { oldSeenAt: isoSeconds(oldSeenAt) }),
    seenAt: isoSeconds(seenAt),
  };
}

const resultRequested = ({ command, at, reason }: NonNullable<Standing['requested']>) => ({
  command,
  at: isoSeconds(at),
  ...(reason !== '' && { reason }),
});

function useInWords(use: LastUse): string {
  if (use.kind === 'used') return isoSeconds(use.at);
  return use.kind === 'never' ? 'never' : `unknown (${use.why})`;
}

function resultStep(step: Outcome['steps'][number]): ResultStep {
  const { kind, because, result } = step;
  const about = step.kind === 'notify' ? step.tells : step;
  const accessKeyId = 'accessKeyId' in about ? about.accessKeyId : undefined;
  return {
    kind,
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...('reason' in about && { reason: about.reason }),
    ...(step.kind === 'notify' && { event: step.tells.event }),
    because,
    result,
    ...(step.facts && { facts: resultFacts(step.facts) }),
    ...(step.message && { message: step.message }),
  };
}

/** Times in the one form of all results. */
function resultFacts({ lastUse, ...facts }: StepFacts): NonNullable<ResultStep['facts']> {
  const entries = Object.entries(facts).map(([name, value]) => [
    name,
    value instanceof Date ? isoSeconds(value) : value,
  ]);
  return { ...Object.fromEntries(entries), ...(lastUse && { lastUse: useInWords(lastUse) }) };
}

const resultPopulation = ({ exemptions, ...counts }: Population) => ({
  ...counts,
  exemptions: exemptions.map(({ until, ...same }: Exemption) => ({
    ...same,
    ...(until && { until: isoSeconds(until) }),
  })),
});
