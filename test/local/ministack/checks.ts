/**
 * What holds in ministack because of a repair (local/ministack_server/repairs), by the repair's name. A check throws where it does not hold:
 * repairs.prove.ts runs each as it is, and without the repair.
 */
import type { Check } from '../repairs/checks';
import { ENFORCEMENT_CHECKS } from './enforcement';
import { KEY_CHECKS } from './keys';
import { SECRET_CHECKS } from './secrets';

export const CHECKS: Readonly<Record<string, Check>> = { ...KEY_CHECKS, ...ENFORCEMENT_CHECKS, ...SECRET_CHECKS };
