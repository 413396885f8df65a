export { KeyRotation } from './key-rotation';
export type { OwnerSubscription } from './notifications/subscriptions';
export type { KeyRotationProps } from './props';
export { KeyturnStack, type KeyturnStackProps } from './stack';
