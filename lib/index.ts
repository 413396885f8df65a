export { KeyRotation } from './key-rotation';
export type { OwnerSubscription } from './notifications/owner-subscription';
export type { KeyRotationProps } from './props';
export { KeyturnStack, type KeyturnStackProps } from './stack';
