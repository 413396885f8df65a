import type * as iam from '@aws-sdk/client-iam';
import type { Account } from '../account';
import type { Answer } from '../answers';
import * as errors from '../errors';

/** What people have set for the account as a whole. */
export const accountSettingsOperations = {
  GetAccountPasswordPolicy: ({ settings }: Account): Answer<iam.GetAccountPasswordPolicyCommandOutput> => {
    if (!settings.passwordPolicy) throw errors.noSuchEntity('The Password Policy with domain name cannot be found.');
    return { PasswordPolicy: settings.passwordPolicy };
  },
  GetAccountSummary: ({ settings: { root }, users }: Account): Answer<iam.GetAccountSummaryCommandOutput> => ({
    SummaryMap: {
      Users: users.size,
      AccountMFAEnabled: root.hasMfa ? 1 : 0,
      AccountAccessKeysPresent: root.keys?.length ? 1 : 0,
    },
  }),
  ListVirtualMFADevices: ({ id, settings: { root } }: Account): Answer<iam.ListVirtualMFADevicesCommandOutput> => ({
    VirtualMFADevices: root.mfaIsVirtual
      ? [
          {
            SerialNumber: `arn:aws:iam::${id}:mfa/root-account-mfa-device`,
            User: { Arn: `arn:aws:iam::${id}:root` } as iam.User,
          },
        ]
      : [],
    IsTruncated: false,
  }),
};
