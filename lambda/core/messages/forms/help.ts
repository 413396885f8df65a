/** The end of every notification: whom to ask, and where to read more. */

import type { UserSettings } from '../../settings/user-settings';

export type HelpDesk = Pick<UserSettings, 'contact' | 'docsUrl'>;

export const helpLines = ({ contact, docsUrl }: HelpDesk): readonly string[] => [
  `Questions: ${contact || 'ask your platform team'}`,
  ...(docsUrl ? [`More about it: ${docsUrl}`] : []),
];
