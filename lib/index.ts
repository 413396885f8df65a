export { KeyRotation } from './key-rotation';
export { KeyturnSignalsStack, type KeyturnSignalsStackProps } from './leaks/signals-stack';
export type { OwnerSubscription } from './notifications/owner-subscription';
export { KeyturnMember } from './organization/member';
export type { KeyturnMemberProps, MemberHub, MemberRotation } from './organization/member-props';
export { type MemberTemplate, memberTemplate } from './organization/member-template';
export type { KeyRotationProps } from './props';
export { KeyturnStack, type KeyturnStackProps } from './stack';
