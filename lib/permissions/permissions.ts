import { never } from './never';
import { neverCopied, onCopies } from './on-copies';
import { onLeaks } from './on-leaks';
import { onTopic, onTopicsOfTeams } from './on-messages';
import { onEvidence, onItsOwnRuns } from './on-runs';
import { onSecretKey, onSecrets } from './on-secrets';
import { onUsers } from './on-users';
import type { Permission, PermissionsProps } from './permission';

/** Everything that the function may do, and what it may never do (promise 5). There is no other policy on its role. */
export function permissions(props: PermissionsProps): Permission[] {
  return [
    ...onUsers(props),
    ...onSecrets(props),
    ...onCopies(props),
    ...onSecretKey(props),
    ...onTopic(props),
    ...onTopicsOfTeams(props),
    ...onEvidence(props),
    ...onItsOwnRuns(props),
    ...onLeaks(props),
    ...never,
    ...neverCopied(props),
  ];
}
