/**
 * What holds in the local AWS because of a repair (local/moto_server/repairs), by the repair's name. A check throws where it does not hold:
 * repairs.test.ts runs each as it is, repairs-needed.prove.ts without the repair.
 */
import type { LocalAws } from '../../../local/aws';
import { IDENTITY_CHECKS } from './identity';
import { ORGANIZATION_CHECKS } from './organization';
import { SECRET_CHECKS } from './secrets';
import { STACK_SET_CHECKS } from './stack-sets';
import { STACK_CHECKS } from './stacks';
import { STATE_MACHINE_CHECKS } from './state-machines';

export interface Check {
  /** As the name of a test. */
  readonly says: string;
  readonly check: (aws: LocalAws) => Promise<void>;
}

export const CHECKS: Readonly<Record<string, Check>> = {
  ...SECRET_CHECKS,
  ...IDENTITY_CHECKS,
  ...STACK_CHECKS,
  ...ORGANIZATION_CHECKS,
  ...STACK_SET_CHECKS,
  ...STATE_MACHINE_CHECKS,
};
