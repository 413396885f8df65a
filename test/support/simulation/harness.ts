/** Runs Keyturn's loop against the in-memory world, as the function would. */

import { resultOf } from '../../../lambda/core/report/result';
import type { Result } from '../../../lambda/core/report/result-schema';
import type { RunResult } from '../../../lambda/core/report/run-result';
import { type Config, SETTINGS } from '../../../lambda/core/settings/config';
import { reconcile } from '../../../lambda/run/reconcile';
import type { World } from '../world';

export const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:keyturn';
/** A team's own topic, which a config has to allow. */
export const TEAM_ARN = 'arn:aws:sns:us-east-1:123456789012:team-a';
export const MANAGED = { 'keyturn:managed': 'true' };
export const DAY = 24 * 60 * 60 * 1000;
export const HOUR = 60 * 60 * 1000;
export const MINUTE = 60 * 1000;
export const SECOND = 1000;

export type TestConfig = Config & { readonly topicArn: string };

/** The defaults, but for what a test overrides. */
export function aConfig(overrides: Partial<Config> = {}): TestConfig {
  const defaults = Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, setting.default]));
  return { ...(defaults as unknown as Config), topicArn: TOPIC_ARN, ...overrides };
}

interface RunOptions {
  readonly config?: TestConfig;
  readonly dryRun?: boolean;
  readonly now?: Date;
  readonly actor?: string;
  readonly remainingMs?: () => number;
}

/** One run of the loop at the world's time. */
export function reconcileIn(world: World, options: RunOptions = {}): Promise<RunResult> {
  const { config = aConfig(), dryRun = config.dryRun, now = world.now, actor, remainingMs = () => 900_000 } = options;
  return reconcile({ clients: world.clients(actor), config, now, dryRun, remainingMs });
}

/** One run, and what the function would answer. */
export async function runIn(world: World, options: RunOptions = {}): Promise<Result> {
  const now = options.now ?? world.now;
  return resultOf(await reconcileIn(world, { ...options, now }), now, options.dryRun ?? false);
}

/** The steps of one user's outcome, as `kind` or `kind:event`. */
export function stepsOf(result: Result, userName: string): string[] {
  const outcome = result.outcomes.find((candidate) => candidate.userName === userName);
  return (outcome?.steps ?? []).map((step) => [step.kind, step.event ?? step.reason].filter(Boolean).join(':'));
}
