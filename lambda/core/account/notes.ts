/** What a person should know of a user's secret before a new key is stored in it: no hold, but hardly expected by everybody. Pure. */

import { secretNameOf } from '../names';
import type { Config } from '../settings/config';
import { inWords, nextFormat } from '../user/next-format';
import type { Observation } from '../user/observation';

export function notesOn(observation: Observation, { secretKeyArn }: Pick<Config, 'secretKeyArn'>): readonly string[] {
  const { user, secret } = observation;
  const { settings } = user;
  const name = secret?.name ?? settings.secretName ?? secretNameOf(settings.secretPrefix, user.name);
  const next = nextFormat(observation);
  const kmsKeyId = secret?.elsewhere?.kmsKeyId;
  return [
    next
      ? `programs that read the secret ${name} get ${inWords(next, settings)} with the next rotation`
      : `what programs read in ${name} today only their team knows: name its format first; a secret that also holds something else that is secret cannot be adopted`,
    ...(kmsKeyId !== undefined && kmsKeyId !== secretKeyArn
      ? [
          `the secret is encrypted with the KMS key ${kmsKeyId}, which is not the setting secretKey: unless that key lets the role keyturn-function use kms:GenerateDataKey and kms:Decrypt, no key can be stored`,
        ]
      : []),
  ];
}
