/** A line of the function's log (lambda/log.ts), as the report reads it. Lines of Lambda itself, and of anybody else, are passed over. */

import { parseTime } from '../time';

export interface LogEntry {
  readonly at: Date;
  readonly message: string;
  /** Of the invocation. */
  readonly runId: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** All that the report asks the log for. */
export const MESSAGES = ['settings', 'run', 'run failed', 'command', 'step', 'population', 'exemption'] as const;

/** @param ingestedAt CloudWatch's time of the line, for one that has none of its own */
export function logEntryFrom(text: string, ingestedAt: Date): LogEntry | undefined {
  const fields = objectIn(text);
  if (!fields || !MESSAGES.some((message) => message === fields.message)) return undefined;
  return {
    at: dateIn(fields, 'time') ?? ingestedAt,
    message: String(fields.message),
    runId: textIn(fields, 'function_request_id') ?? '',
    fields,
  };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

type Fields = LogEntry['fields'];

export const textIn = (fields: Fields, name: string): string | undefined =>
  typeof fields[name] === 'string' && fields[name] !== '' ? (fields[name] as string) : undefined;

export const numberIn = (fields: Fields, name: string): number | undefined =>
  typeof fields[name] === 'number' ? (fields[name] as number) : undefined;

export const dateIn = (fields: Fields, name: string): Date | undefined => parseTime(textIn(fields, name) ?? '');

export const objectAt = (fields: Fields, name: string): Fields =>
  typeof fields[name] === 'object' && fields[name] !== null ? (fields[name] as Fields) : {};
