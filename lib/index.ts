export { KeyRotation } from './key-rotation';
export { KeyturnSignalsStack, type KeyturnSignalsStackProps } from './leaks/signals-stack';
export type { OwnerSubscription } from './notifications/owner-subscription';
export type { KeyRotationProps } from './props';
export { KeyturnStack, type KeyturnStackProps } from './stack';
