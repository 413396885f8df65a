/** Where an owner who got a notification reads more, and whom it can ask: one harmless line each, in every notification. Empty for none. */

import type { Setting } from './setting';

const MOST = 120;

/** No spaces, quotes or brackets, so that every mail and chat program makes the same link of it. */
const URL_TEXT = /^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[\w.~/?#@!$&()*+,;=%:-]*)?$/;

export const docsUrl: Setting<string> = {
  default: '',
  allowed: `an https address of at most ${MOST} characters, such as "https://wiki.example.com/keyturn"`,
  parse: (text) => (text === '' || (URL_TEXT.test(text) && text.length <= MOST) ? text : undefined),
  format: (value) => value,
};

export const contact: Setting<string> = {
  default: '',
  allowed: `one line of at most ${MOST} printable ASCII characters, such as "the platform team, #platform on Slack"`,
  parse: (text) => (/^([!-~]([ -~]*[!-~])?)?$/.test(text) && text.length <= MOST ? text : undefined),
  format: (value) => value,
};
