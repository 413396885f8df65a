/** For doctor: can AWS report a leaked key to the function? */

import { type Finding, found } from '../doctor/finding';
import type { ClientConfig } from '../session/connection';
import type { StackView } from '../session/stack-view';
import { gapsIn, isOff } from './way';

const LEAKS = found('leaked keys');

/** @throws the SDK's errors */
export async function checkLeaks(config: ClientConfig, view: StackView): Promise<readonly Finding[]> {
  if (isOff(view))
    return [
      LEAKS.note(
        'leakResponse is off, so nobody is notified when AWS reports a leaked key',
        'To be notified, deploy with leakResponse=notify.',
      ),
    ];
  const gaps = await gapsIn(config, view);
  return gaps.length > 0
    ? gaps.map(({ message, remedy, run }) => LEAKS.problem(message, remedy, run))
    : [LEAKS.ok('AWS can report them: rules, queue and function are as the template says')];
}
