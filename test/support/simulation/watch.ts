/**
 * The promises as checks on the world, made after every single call that Keyturn makes. A watch knows the truth that Keyturn can only infer:
 * who really used which key, who made it, since when it is Inactive.
 */

import { accessKeyIdOf } from '../../../lambda/core/names';
import type { Policy } from '../../../lambda/core/settings/policy';
import type { Key, Secret, SettledCall, World } from '../world';
import { Excuses } from './excuses';
import { DAY, HOUR, MINUTE, TOPIC_ARN } from './harness';

/** How far a recorded time may be from the truth: the horizon for what a run writes, and AWS's 15 minutes for a last use. */
const TOLERANCE = 30 * MINUTE;
const USE_TOLERANCE = 16 * MINUTE;

interface Held {
  readonly keyId: string | undefined;
  readonly since: number;
}

interface Memory {
  /** Made by Keyturn; all other keys were made by people. */
  readonly issued: Set<string>;
  readonly issuedAt: Map<string, number>;
  /** Deactivated in use because the team chose that. */
  readonly enforced: Set<string>;
  /** Was AWSCURRENT at some time, so that consumers may hold it. */
  readonly handedOut: Set<string>;
  readonly authenticated: Set<string>;
  readonly inactiveSince: Map<string, number>;
  /** When a consumer really used a key for the last time. */
  readonly usedAt: Map<string, number>;
  /** Per secret: the key that AWSCURRENT names, and since when. */
  readonly current: Map<string, Held & { readonly before?: Held }>;
  /** Keys that people deactivated, reactivated or deleted: what follows from that is not Keyturn's doing. */
  readonly touchedByPeople: Set<string>;
  /** Changes that the owner must hear of, and has not yet. */
  readonly owed: Map<string, { readonly event: string; readonly accessKeyId: string; readonly userId: string }>;
  /** Per user: the key that the owner takes for the current one, after what was said last. */
  readonly believed: Map<string, string>;
  /** Users whose rollback somebody has asked for, and keys that somebody has called compromised. */
  readonly rollbacks: Set<string>;
  readonly revoked: Set<string>;
  /** When calls went wrong. */
  readonly faults: Set<number>;
  /** Keys whose owner was told that they are revoked. */
  readonly toldRevoked: Set<string>;
  /** Per secret: who has written its intent, and when. */
  readonly intents: Map<string, { readonly actor: string; readonly at: number }>;
  /** Users of whom somebody has said that everybody has moved. */
  readonly confirmed: Set<string>;
  /** Keys that Keyturn deactivated: since when they were retiring, how long that was, and what counts as quiet. */
  readonly cut: Map<string, { readonly since: number; readonly idleMs: number; readonly windowMs: number }>;
}

const newMemory = (): Memory => ({
  issued: new Set(),
  issuedAt: new Map(),
  enforced: new Set(),
  handedOut: new Set(),
  authenticated: new Set(),
  inactiveSince: new Map(),
  usedAt: new Map(),
  current: new Map(),
  touchedByPeople: new Set(),
  owed: new Map(),
  believed: new Map(),
  rollbacks: new Set(),
  revoked: new Set(),
  confirmed: new Set(),
  intents: new Map(),
  toldRevoked: new Set(),
  faults: new Set(),
  cut: new Map(),
});

interface Told {
  readonly event: string;
  readonly userName: string;
  readonly userId: string;
  readonly reason?: string;
  readonly accessKeyId?: string;
  readonly oldKeyId?: string;
  readonly deactivatedAt?: string;
  readonly refusedBy?: { readonly topicArn: string };
  readonly currentKeyId?: string;
  readonly isCurrent?: boolean;
}

/** A notification, with the whole message that had it. */
export interface Heard extends Told {
  readonly message: string;
  readonly at: number;
}

export class Watch {
  /** What owners were told, in order. */
  readonly heard: Heard[] = [];
  readonly #memory: Memory;
  #policyOf: (userName: string) => Policy;
  /** Why a user must be left alone at this moment, also with what was begun; nothing when it need not be. */
  whyLeaveAlone: (userName: string) => string | undefined = () => undefined;
  /** Until when a user is to wait for everything but the end of what was begun (rule 2 stands before rule 3). */
  isToWait: (userName: string) => boolean = () => false;
  /** Whether people have left a user's tags or its secret in a state in which no new key can be issued. */
  isInTrouble: (userName: string) => boolean = () => false;

  constructor(
    readonly world: World,
    policyOf: (userName: string) => Policy,
    memory = newMemory(),
    readonly excuses = new Excuses(),
  ) {
    this.#memory = memory;
    this.#policyOf = policyOf;
    this.sync();
    world.onCall = (_world, call) => this.#judge(call);
  }

  /** The same watch over a copy of the world, which counts its own excuses. */
  fork(world: World): Watch {
    return new Watch(world, this.#policyOf, structuredClone(this.#memory));
  }

  set policyOf(policyOf: (userName: string) => Policy) {
    this.#policyOf = policyOf;
  }

  /** Must be called after people have changed something: it is taken for theirs. */
  sync(): void {
    const { inactiveSince, touchedByPeople, handedOut } = this.#memory;
    const now = this.world.now.getTime();
    for (const { key } of this.#keys()) {
      const known = inactiveSince.has(key.id);
      if (known === (key.status === 'Inactive')) continue;
      touchedByPeople.add(key.id);
      if (key.status === 'Inactive') inactiveSince.set(key.id, now);
      else inactiveSince.delete(key.id);
    }
    for (const id of handedOut) if (!this.world.key(id)) touchedByPeople.add(id);
    for (const secret of this.world.secrets.values()) this.#noteCurrent(secret);
  }

  /** A consumer used a key. */
  used(accessKeyId: string): void {
    this.#memory.usedAt.set(accessKeyId, this.world.now.getTime());
    this.#memory.authenticated.add(accessKeyId);
  }

  /** Somebody asks Keyturn for something, and answers for it. */
  asked({ command, userName, accessKeyId }: { command: string; userName?: string; accessKeyId?: string }): void {
    if (command === 'rollback' && userName !== undefined) this.#memory.rollbacks.add(userName);
    if (command === 'confirm' && userName !== undefined) this.#memory.confirmed.add(userName);
    if (command === 'revoke' && accessKeyId !== undefined) this.#memory.revoked.add(accessKeyId);
  }

  /** People cut the key, or the team chose enforcement: that a consumer is refused is no lockout of Keyturn's. */
  wasCutOnPurpose(accessKeyId: string): boolean {
    const { touchedByPeople, enforced, revoked } = this.#memory;
    const why = touchedByPeople.has(accessKeyId)
      ? 'people changed the key'
      : enforced.has(accessKeyId)
        ? 'the team chose enforcement'
        : revoked.has(accessKeyId)
          ? 'the key was revoked'
          : this.#wasConfirmed(accessKeyId) && 'somebody confirmed that everybody has moved';
    return why !== false && this.excuses.note(`promise 1: a program is refused, but ${why}`, accessKeyId);
  }

  #wasConfirmed(accessKeyId: string): boolean {
    const key = this.world.key(accessKeyId);
    return key !== undefined && this.#memory.confirmed.has(key.userName);
  }

  /** Promise 12: keys that somebody reported, and that work. */
  get reportedAndActive(): string[] {
    return [...this.#memory.revoked].filter((id) => this.world.key(id)?.status === 'Active');
  }

  wasHandedOut(accessKeyId: string): boolean {
    return this.#memory.handedOut.has(accessKeyId);
  }

  /** People did something to a key, or put it where consumers find it. */
  touch(accessKeyId: string): void {
    this.#memory.touchedByPeople.add(accessKeyId);
  }

  /** People changed what Keyturn remembers about a user: what was under way then can no longer be told from what people made. */
  forgive(userId: string): void {
    const { owed, issued, touchedByPeople } = this.#memory;
    for (const [change, { userId: of }] of owed)
      if (
        of === userId &&
        this.excuses.note("promise 8: a change is untold, but people changed Keyturn's state", change)
      )
        owed.delete(change);
    for (const user of this.world.users.values())
      if (user.id === userId) for (const key of user.keys) if (issued.has(key.id)) touchedByPeople.add(key.id);
  }

  /**
   * The program calls less often than the policy allows for: beside one that has moved, nothing shows it. A pause over idleDays must end
   * once more before the window does, and nobody else's calls may hide it. Where somebody changed the policy or a run failed since the rotation, it may not have been learnt.
   * @param cycleMs after how long the program's calls begin again as before
   * @param hiddenUntil when another program last used that key
   * @param calmSince when people last acted, or a run was disturbed
   */
  callsTooSeldom(
    accessKeyId: string,
    {
      lastUsedAt,
      cycleMs,
      hiddenUntil,
      calmSince,
    }: Readonly<Record<'lastUsedAt' | 'cycleMs' | 'hiddenUntil' | 'calmSince', number>>,
  ): boolean {
    const cut = this.#memory.cut.get(accessKeyId);
    const pauseMs = this.world.now.getTime() - lastUsedAt;
    if (cut === undefined || pauseMs <= cut.idleMs) return false;
    const shownMs = cut.since + cut.windowMs - Math.max(cut.since, hiddenUntil);
    if (cycleMs + pauseMs > shownMs)
      return this.excuses.note('promise 1: a program is refused, but it calls too seldom for the policy', accessKeyId);
    return (
      calmSince > cut.since &&
      this.excuses.note(
        'promise 1: a program is refused after a pause over idleDays, but people acted or calls failed since the rotation',
        accessKeyId,
      )
    );
  }

  /** Promise 8: changes that one user's owner was not told of. */
  untoldOf(userId: string): string[] {
    const owed = [...this.#memory.owed.values()].filter(
      (change) =>
        change.userId === userId &&
        !this.#touchedByPeople('promise 8: a change is untold, but people changed the key', change.accessKeyId),
    );
    return owed.map(({ event, accessKeyId }) => `${event} ${accessKeyId}`);
  }

  /** When Keyturn or a person moved AWSCURRENT of a secret to where it is. */
  currentSince(secretName: string): number | undefined {
    return this.#memory.current.get(secretName)?.since;
  }

  /** Promise 8: changes that nobody was told of. */
  get untold(): string[] {
    return [...this.#memory.owed.values()].map(({ event, accessKeyId }) => `${event} ${accessKeyId}`);
  }

  /** Promise 6: keys that Keyturn made and nobody can hold. */
  looseKeysOf(userName: string): string[] {
    return this.world
      .keysOf(userName)
      .filter(({ id }) => this.#memory.issued.has(id) && !this.#memory.handedOut.has(id))
      .filter(({ id }) => !this.#touchedByPeople('promise 6: an orphan is there, but people changed it', id))
      .map((key) => key.id);
  }

  #touchedByPeople(excuse: string, accessKeyId: string): boolean {
    return this.#memory.touchedByPeople.has(accessKeyId) && this.excuses.note(excuse, accessKeyId);
  }

  *#keys(): Generator<{ readonly userName: string; readonly key: Readonly<Key> }> {
    for (const user of this.world.users.values()) for (const key of user.keys) yield { userName: user.name, key };
  }

  #judge(call: SettledCall): void {
    if (call.error !== undefined) return;
    const id = String(call.input.AccessKeyId ?? '');
    const userName = String(call.input.UserName ?? '');
    switch (call.operation) {
      case 'CreateAccessKey':
        this.#issued(userName, (call.answer as { AccessKey: { AccessKeyId: string } }).AccessKey.AccessKeyId);
        break;
      case 'UpdateAccessKey':
        this.#deactivated(userName, id, String(call.input.Status), call.actor);
        break;
      case 'DeleteAccessKey':
        this.#deleted(userName, id);
        break;
      case 'GetCallerIdentity':
        this.#memory.authenticated.add(call.signedBy ?? '');
        break;
      case 'Publish':
        this.#told(String(call.input.Message), String(call.input.TopicArn));
        break;
      case 'GetSecretValue':
        throw new Error('promise 5: Keyturn read a secret');
      case 'TagResource':
        this.#tagged(call);
        break;
      case 'CreateSecret':
      case 'PutSecretValue':
      case 'UpdateSecretVersionStage':
        for (const secret of this.world.secrets.values()) this.#relabelled(secret);
        break;
    }
  }

  #issued(userName: string, id: string): void {
    this.#mustBeManaged(userName, this.#isCurrentOffByKeyturn(userName));
    this.#memory.issued.add(id);
    this.#memory.issuedAt.set(id, this.world.now.getTime());
    // Younger keys may belong to a run that is still at work.
    const orphans = this.looseKeysOf(userName).filter((key) => this.#ageOf(key) > TOLERANCE);
    if (orphans.length > 1) throw new Error(`promise 6: two orphans at once, ${orphans.join(' and ')}`);
  }

  #ageOf(issuedId: string): number {
    return this.world.now.getTime() - (this.#memory.issuedAt.get(issuedId) ?? 0);
  }

  /** Promise 1, with the truth about who used what. */
  #deactivated(userName: string, id: string, status: string, actor: string): void {
    if (status === 'Active') {
      this.#reactivated(userName, id);
      return;
    }
    const { current, authenticated, usedAt, inactiveSince, owed, revoked } = this.#memory;
    if (!revoked.has(id)) this.#mustBeManaged(userName, false);
    const now = this.world.now.getTime();
    const wasActive = !inactiveSince.has(id);
    if (wasActive) inactiveSince.set(id, now);
    // One that a rollback brought back for a moment is off again, as its owner was told.
    if (!this.#memory.toldRevoked.has(id))
      owed.set(`deactivated ${id}`, { event: 'key-deactivated', accessKeyId: id, userId: this.#idOf(userName) });
    if (revoked.has(id)) {
      this.excuses.note('promise 1: deactivated without grace or evidence, but the key was revoked', id);
      if (wasActive && !this.#isContested(userName, actor)) this.#revoked(userName, id);
      return;
    }
    const policy = this.#policyOf(userName);
    const secret = this.#secretOf(userName);
    const promoted = secret && current.get(secret.name);
    const { graceDays, idleDays } = policy;
    const windowMs = (graceDays + idleDays) * DAY;
    this.#memory.cut.set(id, { since: promoted?.since ?? 0, idleMs: idleDays * DAY, windowMs });
    const successor = promoted?.keyId === undefined ? undefined : this.world.key(promoted.keyId);
    // Between the last look at the secret and the call, there is no look.
    const isJustRevoked = promoted?.keyId !== undefined && revoked.has(promoted.keyId) && promoted.keyId !== id;
    const meanwhile = 'promise 1: deactivated in the same moment in which the current key was revoked';
    if (isJustRevoked && this.#isNew(promoted.keyId) && this.excuses.note(meanwhile, id)) return;
    if (!promoted || !successor || successor.id === id || successor.status !== 'Active')
      throw new Error(`promise 1: ${id} was deactivated and no other key is current and Active`);
    if (!authenticated.has(successor.id)) throw new Error(`promise 1: ${successor.id} was never seen to authenticate`);
    if (this.#memory.confirmed.has(userName)) {
      this.excuses.note('promise 1: deactivated without grace or evidence, but somebody confirmed', id);
      return;
    }
    // What a run decides is carried out within a minute; a successor that was issued in it takes nothing from who had moved before.
    const justIssued = [...revoked].some(
      (one) => (inactiveSince.get(one) ?? 0) > now - 2 * MINUTE || !this.world.key(one),
    );
    const excuse = 'promise 1: deactivated after its grace, while the current key was revoked and replaced';
    if (now - promoted.since < 2 * MINUTE && justIssued && this.excuses.note(excuse, id)) return;
    if (now < promoted.since + policy.graceDays * DAY - TOLERANCE)
      throw new Error(`promise 1: ${id} was deactivated before its grace was over`);
    const last = usedAt.get(id) ?? 0;
    const idle = now - last >= policy.idleDays * DAY && (usedAt.get(successor.id) ?? 0) > last;
    const unusedSince = Math.max(last, this.world.key(id)?.createdAt ?? 0);
    const moved = idle || now - unusedSince >= policy.maxKeyAgeDays * DAY - USE_TOLERANCE;
    const age = now - (this.world.key(id)?.createdAt ?? now);
    const enforced = policy.whenStillInUse === 'deactivate' && age >= policy.maxKeyAgeDays * DAY - TOLERANCE;
    // A program in a pause is hit as well as one that calls daily.
    if (enforced) this.#memory.enforced.add(id);
    if (!moved && enforced) this.excuses.note('promise 1: deactivated in use, but the team chose enforcement', id);
    if (!moved && !enforced) throw new Error(`promise 1: ${id} was deactivated while a consumer used it`);
    const windowEnd = promoted.since + (policy.graceDays + policy.idleDays) * DAY;
    if (last > promoted.since + USE_TOLERANCE && now < windowEnd - TOLERANCE)
      throw new Error(`promise 1: ${id}, which others may hold, was deactivated before its window was over`);
  }

  /** It was deactivated, or deleted, within the time that one call may take. */
  #isNew(id: string): boolean {
    const since = this.#memory.inactiveSince.get(id);
    return since !== undefined && this.world.now.getTime() - since < MINUTE;
  }

  /** A call went wrong, or a process died: what that makes impossible, nobody need wait for. */
  disturbed(): void {
    this.#memory.faults.add(this.world.now.getTime());
  }

  /** Another command, or a run, has begun something, or a call went wrong: then a reported key does not wait for its successor. */
  #isContested(userName: string, actor: string): boolean {
    const { faults } = this.#memory;
    if ([...faults].some((at) => this.world.now.getTime() - at < 2 * HOUR))
      return this.excuses.note(
        'promise 1: revoked before its successor was there, but a call had gone wrong',
        userName,
      );
    const begun = this.#memory.intents.get(this.#secretOf(userName)?.name ?? '');
    if (!begun || begun.actor === actor || this.world.now.getTime() - begun.at > TOLERANCE) return false;
    return this.excuses.note(
      'promise 1: revoked before its successor was there, but somebody else was at work',
      userName,
    );
  }

  /** No rule does, and nobody but who asks for a rollback. */
  #reactivated(userName: string, id: string): void {
    if (!this.#memory.rollbacks.has(userName)) throw new Error(`no rule reactivates a key, but ${id} was`);
    this.#mustBeManaged(userName, false);
    this.#memory.inactiveSince.delete(id);
    this.#memory.owed.delete(`deactivated ${id}`);
  }

  /** Consumers get another key first, unless both slots are taken. */
  #revoked(userName: string, id: string): void {
    const secret = this.#secretOf(userName);
    const currentId = secret && this.#memory.current.get(secret.name)?.keyId;
    if (currentId !== id || this.world.keysOf(userName).length > 1) return;
    const change = 'people changed the key, the tags, or what is noted of it';
    const why = `promise 1: revoked before its successor was there, but ${change}`;
    if (!this.#touchedByPeople(why, id) && !(this.isInTrouble(userName) && this.excuses.note(why, id)))
      throw new Error(`promise 1: ${id} was revoked before its successor was there, though a slot was free`);
  }

  /** Promise 2: Inactive for the whole quarantine, or never handed out. */
  #deleted(userName: string, id: string): void {
    const { issued, handedOut, usedAt, inactiveSince, owed, revoked } = this.#memory;
    owed.delete(`deactivated ${id}`);
    const isLoose = issued.has(id) && !handedOut.has(id) && !usedAt.has(id);
    this.#mustBeManaged(userName, isLoose || revoked.has(id));
    const userId = this.#idOf(userName);
    const tell = () => owed.set(`deleted ${id}`, { event: 'key-deleted', accessKeyId: id, userId });
    if (isLoose) {
      // Of a key that the run itself took back, the run's failure tells.
      if (this.#ageOf(id) > TOLERANCE) tell();
      return;
    }
    tell();
    if (revoked.has(id) && this.excuses.note('promise 2: deleted without quarantine, but the key was revoked', id))
      return;
    const since = inactiveSince.get(id);
    if (since === undefined) throw new Error(`promise 2: ${id} was deleted while it was Active`);
    const quarantine = this.#policyOf(userName).quarantineDays * DAY;
    if (this.world.now.getTime() - since < quarantine - TOLERANCE)
      throw new Error(`promise 2: ${id} was deleted before its quarantine was over`);
  }

  /** Promise 5: the tag that lets Keyturn in is never changed by it. */
  #tagged(call: SettledCall): void {
    const tags = (call.input.Tags ?? []) as readonly { readonly Key: string; readonly Value?: string }[];
    if (tags.some((tag) => tag.Key === 'keyturn:intent'))
      for (const { name, arn } of this.world.secrets.values())
        if ([name, arn].includes(String(call.input.SecretId)))
          this.#memory.intents.set(name, { actor: call.actor, at: this.world.now.getTime() });
    const claimed = tags.find((tag) => tag.Key === 'keyturn:user-id');
    if (!claimed) return;
    // Set again where somebody has removed it, on the secret that Keyturn has made for that user.
    const secret = [...this.world.secrets.values()].find(({ arn }) => arn === call.input.SecretId);
    const owner = this.world.users.get(secret?.name.replace(/^keyturn\//, '') ?? '');
    if (owner === undefined || owner.id !== claimed.Value)
      throw new Error('promise 5: Keyturn changed a keyturn:user-id');
  }

  /** Promise 3: AWSCURRENT names a key that was verified, works, and is the one whose secret half is stored. */
  #relabelled(secret: Readonly<Secret>): void {
    const { handedOut, owed } = this.#memory;
    const before = this.#memory.current.get(secret.name)?.keyId;
    const known = new Set(handedOut);
    if (!this.#noteCurrent(secret)) return;
    // What was current for a moment only, on the way to another key or there and back, needs no message of its own.
    owed.delete(`rolled-back ${before}`);
    const keyId = this.#memory.current.get(secret.name)?.keyId;
    if (keyId === undefined) return;
    const key = this.world.key(keyId);
    if (this.#touchedByPeople('promise 3: AWSCURRENT names a key that people changed', keyId)) return;
    const why = 'promise 3: AWSCURRENT names a key that is off, but it was reported at the same time';
    if (key?.status !== 'Active' && this.#memory.revoked.has(keyId) && this.excuses.note(why, keyId)) return;
    if (key?.status !== 'Active') throw new Error(`promise 3: AWSCURRENT names ${keyId}, which does not work`);
    if (!this.#memory.authenticated.has(keyId))
      throw new Error(`promise 3: ${keyId} was promoted before it was verified`);
    // In whatever format the secret has.
    const value = this.world.secretValue(secret.name);
    if (![key.secretHalf, encodeURIComponent(key.secretHalf)].some((half) => value.includes(half)))
      throw new Error(`promise 3: the secret half of ${keyId} is not the stored one`);
    if (this.#memory.believed.get(key.userName) === keyId) return;
    const event = known.has(keyId) ? 'rolled-back' : 'rotated';
    const userId = this.#idOf(key.userName);
    owed.set(`${event} ${keyId}`, { event: `key-${event}`, accessKeyId: keyId, userId });
  }

  /** True when AWSCURRENT has moved. */
  #noteCurrent(secret: Readonly<Secret>): boolean {
    const { current, handedOut } = this.#memory;
    const keyId = accessKeyIdOf(secret.labels.get('AWSCURRENT'));
    const held = current.get(secret.name);
    if (held && held.keyId === keyId) return false;
    const now = this.world.now.getTime();
    // Away and back in one moment, which no run could see.
    const before = held?.since === now && held.before?.keyId === keyId ? held.before : undefined;
    const { keyId: heldId, since } = held ?? { keyId: undefined, since: now };
    current.set(secret.name, before ?? { keyId, since: now, before: { keyId: heldId, since } });
    if (keyId !== undefined) handedOut.add(keyId);
    return true;
  }

  #told(message: string, topicArn: string): void {
    const told = JSON.parse((JSON.parse(message) as { default: string }).default) as Told;
    this.heard.push({ ...told, message, at: this.world.now.getTime() });
    this.#mustGoTo(topicArn, told);
    const { event, accessKeyId, currentKeyId, isCurrent } = told;
    const nowCurrent = event === 'key-rotated' || isCurrent ? accessKeyId : currentKeyId;
    if (nowCurrent !== undefined) this.#memory.believed.set(told.userName, nowCurrent);
    this.#memory.owed.delete(`${event.slice('key-'.length)} ${accessKeyId}`);
    if (event === 'key-revoked' || (event === 'key-leaked' && told.deactivatedAt !== undefined)) {
      this.#memory.toldRevoked.add(accessKeyId ?? '');
      this.#memory.owed.delete(`deactivated ${accessKeyId}`);
      // How it came to be current is no news any more.
      this.#memory.owed.delete(`rotated ${accessKeyId}`);
      this.#memory.owed.delete(`rolled-back ${accessKeyId}`);
      // Nor how the key came back that it names as the one that programs get.
      this.#memory.owed.delete(`rolled-back ${currentKeyId}`);
    }
    // What a rollback undoes need not be told any more.
    if (event === 'key-rolled-back')
      for (const [change, { event: owed, userId }] of this.#memory.owed)
        if (owed === 'key-rotated' && userId === this.#ownerOf(accessKeyId)) this.#memory.owed.delete(change);
  }

  /** Promise 8: to the team's own topic, or to the platform's with the reason why not. */
  #mustGoTo(topicArn: string, { userName, refusedBy }: Told): void {
    const team = this.world.users.get(userName)?.tags['keyturn:topic-arn'];
    const expected = team === undefined || refusedBy ? TOPIC_ARN : team;
    if (topicArn !== expected || (refusedBy && refusedBy.topicArn !== team))
      throw new Error(`promise 8: a message about ${userName} went to ${topicArn}, and not to ${expected}`);
  }

  /** @param finishes the change ends what was begun: an orphan goes, a reported key goes off, its successor comes */
  #mustBeManaged(userName: string, finishes: boolean): void {
    if (this.world.users.get(userName)?.tags['keyturn:managed'] !== 'true')
      throw new Error(`promise 5: ${userName} is not managed, and was changed`);
    const why = this.whyLeaveAlone(userName);
    if (why !== undefined) throw new Error(`promise 7: ${userName} was changed though ${why}`);
    if (!this.isToWait(userName)) return;
    const excuse = 'promise 7: a user that is exempt was changed, but only to finish what was begun';
    if (!finishes || !this.excuses.note(excuse, userName))
      throw new Error(`promise 7: ${userName} was changed though it is exempt`);
  }

  #isCurrentOffByKeyturn(userName: string): boolean {
    const { current, revoked, touchedByPeople } = this.#memory;
    const keyId = current.get(this.#secretOf(userName)?.name ?? '')?.keyId;
    if (keyId === undefined || this.world.key(keyId)?.status === 'Active') return false;
    return revoked.has(keyId) || !touchedByPeople.has(keyId);
  }

  #ownerOf(accessKeyId = ''): string {
    return this.#idOf(this.world.key(accessKeyId)?.userName ?? '');
  }

  #idOf(userName: string): string {
    return this.world.users.get(userName)?.id ?? '';
  }

  /** Of two secrets that are tagged with a user's id, one that is about to go does not count beside one that stays. */
  #secretOf(userName: string): Readonly<Secret> | undefined {
    const user = this.world.users.get(userName);
    const secrets = [...this.world.secrets.values()].filter(
      ({ tags, name, purgeAt }) =>
        tags['keyturn:user-id'] === user?.id &&
        !name.includes('=notices/') &&
        (purgeAt === undefined || purgeAt > this.world.now.getTime()),
    );
    return secrets.find(({ deletedAt }) => deletedAt === undefined) ?? secrets[0];
  }
}
