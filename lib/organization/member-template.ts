/** The template of a member. */

import { KeyturnMember } from './member';
import type { KeyturnMemberProps } from './member-props';
import { type StackSetTemplate, stackSetTemplate } from './stack-set-template';

export interface MemberTemplate extends StackSetTemplate {
  /** The settings, by the names of the template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** @throws ConfigError that names the prop, its value and what is allowed */
export function memberTemplate(props: KeyturnMemberProps): MemberTemplate {
  let parameters: MemberTemplate['parameters'] = {};
  const template = stackSetTemplate(
    'keyturn-member',
    "Keyturn: rotates IAM users' access keys, in an account of an organization",
    (stack) => {
      ({ parameters } = new KeyturnMember(stack, 'Member', props));
    },
  );
  return { ...template, parameters };
}
