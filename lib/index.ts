export { KeyRotation, type KeyRotationProps } from './key-rotation';
export { KeyturnStack, type KeyturnStackProps } from './stack';
export type { OwnerSubscription } from './subscriptions';
