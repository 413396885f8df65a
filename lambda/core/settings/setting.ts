/** A setting that has a value which it may not have. The message names the setting, the value and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** One setting: its default, and how to read it from text (context, environment, tag) and write it back. */
export interface Setting<T> {
  readonly default: T;
  readonly allowed: string;
  /** Undefined for a text that is not allowed. */
  readonly parse: (text: string) => T | undefined;
  readonly format: (value: T) => string;
}

export const positive = (value: number, max: number) =>
  Number.isFinite(value) && value > 0 && value <= max ? value : undefined;

/** Decimal notation only: Number() alone would take '', ' ', '0x10' and '1e3' for numbers. */
const decimal = (text: string) => (/^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN);

export const days = (defaultDays: number): Setting<number> => ({
  default: defaultDays,
  allowed: 'a number of days greater than 0 and at most 3650, such as 14 or 0.5',
  parse: (text) => positive(decimal(text), 3650),
  format: plainNumber,
});

export const daysOrNone = (defaultDays: number): Setting<number> => ({
  ...days(defaultDays),
  allowed: 'a number of days from 0 (none) to 3650, such as 7',
  parse: (text) => (decimal(text) === 0 ? 0 : positive(decimal(text), 3650)),
});

export function oneOf<T extends string>(first: T, ...others: T[]): Setting<T> {
  const all = [first, ...others];
  return {
    default: first,
    allowed: all.map((value) => `"${value}"`).join(' or '),
    parse: (text) => all.find((value) => value === text),
    format: (value) => value,
  };
}

export const yesOrNo = (byDefault: boolean): Setting<boolean> => ({
  default: byDefault,
  allowed: '"true" or "false"',
  parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  format: String,
});

/** Never 1e-7: the parser takes decimal notation only. */
function plainNumber(value: number): string {
  return Number.isFinite(value) ? value.toFixed(9).replace(/\.?0+$/, '') : String(value);
}
