/** The words for holds about a secret that somebody else owns, reads or writes. The first command is what ends the hold. */

import type { HoldReason } from '../../holds';
import { secretNameOf } from '../../names';
import { allFormats } from '../../settings/secret-formats';
import { templateInWords } from '../../user/next-format';
import {
  askForNewKey,
  cancelRotation,
  makeCurrent,
  seeSecret,
  stopReplication,
  tagSecret,
  tagUser,
  untagSecrets,
} from '../commands';
import type { Command, HoldNotification, ReasonText } from '../message';

type AboutSecrets = Extract<
  HoldReason,
  | 'secret-overwritten'
  | 'state-lost'
  | 'secret-format-undeclared'
  | 'secret-is-replica'
  | 'secret-owned-by-service'
  | 'secret-rotated-elsewhere'
  | 'secret-tags-full'
  | 'secret-name-differs'
>;

export const ABOUT_SECRETS: Readonly<Record<AboutSecrets, ReasonText>> = {
  'secret-overwritten': (about) => ({
    headline: 'on hold, secret edited',
    toDo: [
      "Move AWSCURRENT back to Keyturn's version. If what was written is not to come back, ask for a new key. If a program such as Terraform writes it, let it ignore the value.",
    ],
    commands: [
      ...(about.labelTo === undefined || about.accessKeyId === undefined
        ? []
        : [makeCurrent(about, about.accessKeyId)]),
      askForNewKey(about, 'Have a new key put there (platform team)'),
      seeSecret(about),
    ],
  }),
  'state-lost': (about) => ({
    headline: 'on hold, tags removed',
    toDo: [
      'Nothing at once: Keyturn has restored what it could, and both keys have a new grace. Find out who removes the tags (Terraform, CloudFormation, tag governance), and let them ignore those that begin with keyturn:.',
    ],
    commands: [seeSecret(about)],
  }),
  'secret-format-undeclared': (about) => ({
    headline: 'on hold, format unknown',
    toDo: [
      "Say what the secret's readers expect: tag it with that format. If none fits, your platform team declares one in secretFormats. A secret that also holds something else that is secret cannot be adopted: keep the key in a secret of its own.",
    ],
    commands: formatChoices(about),
  }),
  'secret-is-replica': (about) => ({
    headline: 'on hold, secret is a copy',
    toDo: ["Make the copy a secret of its own, or name another secret in the user's tag keyturn:secret-name."],
    commands: [stopReplication(about), useOwnSecret(about)],
  }),
  'secret-owned-by-service': (about) => ({
    headline: "on hold, service's secret",
    toDo: ['Let Keyturn keep the key in a secret of its own: an AWS service manages this one.'],
    commands: [useOwnSecret(about)],
  }),
  'secret-rotated-elsewhere': (about) => ({
    headline: 'on hold, two rotations',
    toDo: [
      "Cancel the secret's own rotation, or take the user out of Keyturn: each would replace what the other stores.",
    ],
    commands: [cancelRotation(about)],
  }),
  'secret-tags-full': (about) => ({
    headline: 'on hold, too many tags',
    toDo: ['Remove tags that nobody needs. Keyturn keeps its state in tags, and a secret holds 50.'],
    commands: [untagSecrets(about, 'Remove them', [about.secretName], 'TAG_KEY TAG_KEY'), seeSecret(about)],
  }),
  'secret-name-differs': (about) => ({
    headline: 'on hold, other secret',
    toDo: [
      `Let keyturn:secret-name name ${about.secretName}. To move to another secret instead: give that one the present value, the tag keyturn:user-id and the tag keyturn:secret-format, and remove keyturn:user-id from ${about.secretName}.`,
    ],
    commands: [tagUser(about, 'Name the secret that it has', 'keyturn:secret-name', about.secretName)],
  }),
};

/** What the team has declared comes first: it did so for secrets like this one. */
const formatChoices = (about: HoldNotification): readonly Command[] =>
  Object.entries(allFormats(about.user.settings.formats)).map(([name, template]) =>
    tagSecret(about, `If readers expect ${templateInWords(template)}`, 'keyturn:secret-format', name),
  );

/** The tag on the other secret would lead back to it. */
function useOwnSecret(about: HoldNotification): Command {
  const own = secretNameOf(about.user.settings.secretPrefix, about.user.name);
  const [, untag] = untagSecrets(about, '', [about.secretName], 'keyturn:user-id');
  const [, name] = tagUser(about, '', 'keyturn:secret-name', own);
  return [`Use ${own} instead, which Keyturn makes`, `${untag} && ${name}`];
}
