/** What one call says of where its key is used. In the order of belief: what AWS sets, then the agent, then the address. */

import { isIP } from 'node:net';
import { isPrivate } from './addresses';
import { agentSays } from './agents';
import type { CallRecord } from './call-record';
import type { Confidence, RecommendationId } from './recommendations';

export interface Sign {
  readonly id: RecommendationId;
  readonly confidence: Confidence;
  /** What was seen, as a clause. */
  readonly words: string;
}

export interface Surroundings {
  /** The user has a console password too. */
  readonly isOfPerson: boolean;
  /** Whether an address is one of EC2's; undefined where AWS's list of them was not given. */
  readonly isOfEc2?: ((address: string) => boolean) | undefined;
}

export function signOf(call: CallRecord, { isOfPerson, isOfEc2 }: Surroundings): Sign {
  const service = serviceOf(call);
  if (service !== undefined)
    return { id: 'keyturn.aws-service', confidence: 'sure', words: `${service} makes the calls for the user` };
  if (call.vpcEndpointId?.startsWith('vpce-'))
    return {
      id: 'keyturn.compute-in-aws',
      confidence: 'sure',
      words: `the calls come through the VPC endpoint ${call.vpcEndpointId}`,
    };
  const said = agentSays(call.agent, isOfPerson);
  if (said) return { id: said.id, confidence: 'likely', words: `the agent is that of ${said.words}` };
  return addressSays(call.source, isOfEc2);
}

function serviceOf({ source, invokedBy }: CallRecord): string | undefined {
  const service = [invokedBy, source].find((name) => /^[a-z\d.-]+\.amazonaws\.com$/.test(name ?? ''));
  return service ?? (source === 'AWS Internal' || invokedBy === 'AWS Internal' ? 'AWS itself' : undefined);
}

function addressSays(source: string, isOfEc2: Surroundings['isOfEc2']): Sign {
  if (!isIP(source)) return { id: 'keyturn.not-known', confidence: 'unknown', words: 'the address is not known' };
  if (isPrivate(source))
    return { id: 'keyturn.compute-in-aws', confidence: 'likely', words: 'the address is a private one' };
  if (isOfEc2 === undefined)
    return {
      id: 'keyturn.on-premises',
      confidence: 'unknown',
      words: 'the address is public, and whether it is of EC2 was not looked up (--ip-ranges)',
    };
  return isOfEc2(source)
    ? { id: 'keyturn.compute-in-aws', confidence: 'likely', words: 'the address is one of EC2' }
    : { id: 'keyturn.on-premises', confidence: 'likely', words: 'the address is public and not of EC2' };
}
