/** The queues of the template, and what each of them holds. Pure. */

import { functionIn, leakSourceIn, mentions, ofType, type StackView } from '../../session/stack-view';
import type { PolicyDocument } from './differences';
import { resolve } from './resolve';

export interface WantedQueue {
  readonly url: string | undefined;
  readonly holds: string;
  /** What to do about a message in it; undefined where messages only pass. */
  readonly remedy: string | undefined;
  /** As the template has them, the policy apart. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly policy: PolicyDocument | undefined;
}

type Kind = Pick<WantedQueue, 'holds' | 'remedy'>;

/** The next run is the retry of a failed one. */
const OF_RUNS: Kind = {
  holds: 'events that the function could not handle',
  remedy:
    'Each is the record of a run that failed. Never send one back: the next run has tried again. If users still fail, see them below; then purge the queue.',
};

const OF_THE_SCHEDULE: Kind = {
  holds: 'events that the schedule could not deliver',
  remedy: 'Fix the cause, then purge the queue; nothing is lost, as the next run does the same work.',
};

const READ_IT =
  "Its body is AWS's event, which names the key. If it is right, run npx keyturn revoke with that id; fix the cause, then purge the queue.";

const UNANSWERED: Kind = { holds: 'reports of leaked keys that failed twice', remedy: READ_IT };

const UNDELIVERED: Kind = { holds: 'reports of leaked keys that EventBridge could not deliver', remedy: READ_IT };

const SIGNALS: Kind = { holds: 'reports of leaked keys', remedy: undefined };

export function queuesIn(view: StackView): readonly WantedQueue[] {
  const [functionId = ''] = functionIn(view) ?? [];
  const ofSender = (type: string, kind: Kind) => {
    const senders = ofType(view, type).filter(([, sender]) => mentions(sender, functionId));
    return queueIds(view)
      .filter((id) => senders.some(([, sender]) => mentions(sender, id)))
      .map((id) => wantedQueue(view, id, kind));
  };
  return [
    ...ofSender('AWS::Lambda::EventInvokeConfig', OF_RUNS),
    ...ofSender('AWS::Scheduler::Schedule', OF_THE_SCHEDULE),
    ...ofLeaks(view),
  ];
}

const queueIds = (view: StackView) => ofType(view, 'AWS::SQS::Queue').map(([id]) => id);

/** The one that the second function takes from, and the two for what was given up. */
function ofLeaks(view: StackView): WantedQueue[] {
  const [, source] = leakSourceIn(view) ?? [];
  const signals = source && queueIds(view).find((id) => mentions(source, id));
  if (signals === undefined) return [];
  const rules = ofType(view, 'AWS::Events::Rule').filter(([, rule]) => mentions(rule, signals));
  const others = queueIds(view).filter((id) => id !== signals);
  const unanswered = others.filter((id) => mentions(view.template[signals] ?? { Type: '' }, id));
  const undelivered = others.filter((id) => rules.some(([, rule]) => mentions(rule, id)));
  return [
    wantedQueue(view, signals, SIGNALS),
    ...unanswered.map((id) => wantedQueue(view, id, UNANSWERED)),
    ...undelivered.map((id) => wantedQueue(view, id, UNDELIVERED)),
  ];
}

function wantedQueue(view: StackView, id: string, kind: Kind): WantedQueue {
  const [, policy] = ofType(view, 'AWS::SQS::QueuePolicy').find(([, each]) => mentions(each, id)) ?? [];
  return {
    url: view.physicalIds.get(id),
    ...kind,
    attributes: resolve(view, view.template[id]?.Properties ?? {}) as WantedQueue['attributes'],
    policy: policy && (resolve(view, policy.Properties?.PolicyDocument) as PolicyDocument),
  };
}
