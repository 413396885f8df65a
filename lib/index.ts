export { KeyRotation } from './key-rotation';
export type { OwnerSubscription } from './notifications/owner-subscription';
export { KeyturnMember } from './organization/member';
export type { KeyturnMemberProps, MemberHub } from './organization/member-props';
export type { KeyRotationProps } from './props';
export { KeyturnStack, type KeyturnStackProps } from './stack';
