export { KeyRotation, type KeyRotationProps } from './key-rotation';
export { KeyturnStack, type KeyturnStackProps } from './stack';
