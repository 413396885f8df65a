import type { Wish } from '../lambda/core/commands/plan-command';
import { confirm } from './act/confirm';
import { hold } from './act/hold';
import { revoke } from './act/revoke';
import { rollback } from './act/rollback';
import { rotate } from './act/rotate';
import { adopt } from './adopt/command';
import type { Definition } from './definition';
import { doctor } from './doctor/command';
import { drillLeak } from './drill-leak/command';
import { organization } from './organization/command';
import { plan } from './plan/command';
import { posture } from './posture/command';
import { release } from './release/command';
import { report } from './report/command';
import { status } from './status/command';

/** What a person can ask of the function, and what the command line does by itself. */
type Name =
  | Wish['command']
  | 'drill-leak'
  | 'plan'
  | 'posture'
  | 'status'
  | 'report'
  | 'adopt'
  | 'release'
  | 'doctor'
  | 'organization';

/** In the order of the help. */
export const COMMANDS: { readonly [Each in Name]: Definition<Each> } = {
  plan,
  posture,
  status,
  report,
  adopt,
  rotate,
  rollback,
  revoke,
  confirm,
  hold,
  'drill-leak': drillLeak,
  release,
  doctor,
  organization,
};
