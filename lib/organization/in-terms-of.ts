import { ConfigError } from '../../lambda/core/settings/setting';

/** The rules are those of `KeyRotation`; an error names the construct that its reader wrote. @throws ConfigError */
export function inTermsOf<T>(construct: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ConfigError
      ? new ConfigError(error.message.replace(/^KeyRotation: /, `${construct}: `))
      : error;
  }
}
