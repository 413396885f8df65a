import { ConfigError } from '../../lambda/core/settings/setting';

/**
 * The rules are those of another construct; an error names what its reader wrote.
 * @param from how the errors of that construct begin
 * @throws ConfigError
 */
export function inTermsOf<T>(construct: string, work: () => T, from = 'KeyRotation: '): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigError) || !error.message.startsWith(from)) throw error;
    throw new ConfigError(
      `${construct}${construct.includes(': ') ? '.rotation: ' : ': '}${error.message.slice(from.length)}`,
    );
  }
}
