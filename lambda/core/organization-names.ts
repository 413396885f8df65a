/** Names in every account of an organization, and in its hub, that roles and policies of other accounts rely on. */

export const MEMBER_FUNCTION_NAME = 'keyturn';

/** Through it, the hub. */
export const HUB_ALIAS = 'hub';

/** The role of the hub's state machine. */
export const HUB_ROLE_NAME = 'keyturn-organization';

/** In each member: may invoke the alias. */
export const MEMBER_ROLE_NAME = 'keyturn-member';

/** In each member: may invoke the function itself, for commands that touch keys. */
export const OPERATOR_ROLE_NAME = 'keyturn-operator';
