/** The promises that can be judged only over time, with the truth about who did what. */

import type { Scan } from '../../../lambda/core/account/user-row';
import { accessKeyIdOf, SECRET_TAG } from '../../../lambda/core/names';
import type { Result } from '../../../lambda/core/report/result-schema';
import { tightPolicy } from '../../../lambda/core/settings/policy';
import { logLines } from '../../../lambda/log';
import { type Consumer, cycleMs } from '../../support/simulation/consumers';
import { DAY, HOUR, MINUTE } from '../../support/simulation/harness';
import type { Heard } from '../../support/simulation/watch';
import type { Event } from './history';
import type { Hits } from './history-faults';
import { secretOf } from './history-people';
import type { Person, Play } from './history-play';

/** A rule that leaves a user alone because somebody said so or broke something: then nothing is cleaned up. */
const LEFT_ALONE = ['identity', 'overwritten', 'state-lost', 'format', 'hold-until'];

export class Judge {
  /** When people or the operators last did anything; when Keyturn was last disturbed. */
  #actedAt = Number.NEGATIVE_INFINITY;
  #disturbedAt = Number.NEGATIVE_INFINITY;
  #quietDays = 0;
  /** When a run last left users for the next one, or failed for some. */
  #remainedAt = Number.NEGATIVE_INFINITY;
  #seenMessages = 0;
  /** By person and reason. */
  readonly #toldHolds = new Map<string, number>();
  /** By user id, event and key. */
  readonly #toldChanges = new Map<string, number>();
  /** By user id. */
  readonly #toldRollbacks = new Map<string, number>();
  /** How many messages of each event there were. */
  readonly told = new Map<string, number>();
  readonly #lastHold = new Map<string, number>();
  /** By user id: the last run that changed something, after which the next one decides anew. */
  readonly #changedAt = new Map<string, number>();
  readonly #lastRule = new Map<string, string>();
  /** By consumer and key: the last successful call. */
  readonly #usedAt = new Map<string, number>();
  readonly #texts: string[] = [];
  #said = '';

  readonly #beganAt: number;

  constructor(private readonly play: Play) {
    this.#beganAt = play.world.now.getTime();
  }

  get #now(): number {
    return this.play.world.now.getTime();
  }

  /** The rule by which Keyturn decided about somebody the last time that it looked. */
  lastRuleOf({ name }: Person): string | undefined {
    return this.#lastRule.get(this.play.world.users.get(name)?.id ?? '');
  }

  /** Since then nobody has acted, and no run was disturbed or missed. */
  get #calmSince(): number {
    return Math.max(this.#actedAt, this.#disturbedAt, this.#remainedAt);
  }

  runWasMissed(): void {
    this.#disturbedAt = this.#now;
  }

  peopleActed(): void {
    this.#actedAt = this.#now;
  }

  worked(consumer: Consumer): Consumer {
    if (consumer.holds) this.#usedAt.set(this.#useOf(consumer), this.#now);
    return consumer;
  }

  readonly #useOf = ({ userName, habit, holds }: Consumer) => `${userName} ${habit} ${holds?.accessKeyId}`;

  /** Promise 1, as a program sees it. What was cut on purpose, the team replaces. */
  refused(person: Person, consumer: Consumer, accessKeyId: string): Consumer {
    const { watch, world } = this.play;
    const use = this.#useOf(consumer);
    const others = [...this.#usedAt].filter(([other]) => other.endsWith(accessKeyId) && other !== use);
    const isTooSeldom = () =>
      watch.callsTooSeldom(accessKeyId, {
        lastUsedAt: this.#usedAt.get(use) ?? Number.NEGATIVE_INFINITY,
        cycleMs: cycleMs(consumer),
        hiddenUntil: Math.max(...others.map(([, at]) => at)),
        calmSince: this.#calmSince,
      });
    if (!watch.wasCutOnPurpose(accessKeyId) && !isTooSeldom())
      throw this.play.broken(
        `promise 1: a ${consumer.habit} program of ${person.name} is locked out with ${accessKeyId}`,
      );
    // The secret half of an orphan is nobody's to give.
    const loose = watch.looseKeysOf(person.name);
    const key = world.keysOf(person.name).find(({ id, status }) => status === 'Active' && !loose.includes(id));
    return { ...consumer, holds: key && { accessKeyId: key.id, secretAccessKey: key.secretHalf } };
  }

  /** @param hits whom faults have hit; undefined when two runs were at work */
  run(result: Result, scan: Scan, hits: Hits | undefined, forecast: Result | undefined): void {
    const { play } = this;
    // What a day of waiting tells, the days before have told.
    const said =
      result.outcomes.map(({ because, steps }) => `${because} ${steps.length}`).join() + result.failures.length;
    if (said !== this.#said) this.#texts.push(JSON.stringify(result), JSON.stringify(logLines(result)));
    this.#said = said;
    if (!play.isUndisturbed) this.#disturbedAt = this.#now;
    // A failed run has told by failing.
    if (result.remaining > 0 || result.failures.length > 0) this.#remainedAt = this.#now;
    const idOf = new Map(scan.users.map(({ name, id }) => [name, id]));
    for (const { userName, rule, steps } of result.outcomes) {
      const id = idOf.get(userName) ?? '';
      this.#lastRule.set(id, rule ?? '');
      if (steps.some(({ kind }) => kind !== 'hold' && kind !== 'notify')) this.#changedAt.set(id, this.#now);
    }
    this.#readMessages();
    if (hits && !hits.crashed) this.#othersAreServed(result, hits);
    if (forecast) this.#asForecast(result, forecast);
    if (play.isUndisturbed && !play.config.dryRun) this.#holdsAreTold(result);
  }

  /** Promise 10. */
  #othersAreServed({ failures }: Result, { users }: Hits): void {
    const failed = failures.find(({ userName }) => !users.has(userName));
    if (!failed) return;
    if (users.has('?') && this.#excuse('promise 10: a user failed, but the fault hit nobody in particular', this.#now))
      return;
    if (
      this.play.history.world.propagationMs > 0 &&
      this.#excuse('promise 10: a user failed, but IAM was not consistent yet', this.#now)
    )
      return;
    throw this.play.broken(`promise 10: nothing hit ${failed.userName}, and yet: ${failed.error}`);
  }

  #excuse = (why: string, subject: unknown) => this.play.watch.excuses.note(why, String(subject));

  /** What a command answered. */
  answered(result: Result): void {
    this.#texts.push(JSON.stringify(result), JSON.stringify(logLines(result)));
    this.peopleActed();
    this.#readMessages();
  }

  /** Promise 11. */
  #asForecast(result: Result, forecast: Result): void {
    const [planned, done] = [forecast, result].map(({ outcomes }) =>
      JSON.stringify(
        outcomes.map(({ userName, steps }) => [userName, steps.map(({ result: how, facts: _, ...step }) => step)]),
      ),
    );
    if (planned !== done) throw this.play.broken(`promise 11: a dry run planned ${planned}, the run did ${done}`);
  }

  /** Promise 8: a hold is told, and not more often than weekly. */
  #holdsAreTold({ outcomes }: Result): void {
    for (const { userName, steps } of outcomes)
      for (const { kind, reason } of steps) {
        if (kind !== 'hold') continue;
        const at = this.#toldHolds.get(`${this.#personNamed(userName)} ${reason}`);
        if (at === undefined || this.#now - at > 7 * DAY + HOUR)
          throw this.play.broken(
            `promise 8: ${userName} is held (${reason}), and its owner was not told within a week`,
          );
      }
  }

  #readMessages(): void {
    const { heard } = this.play.watch;
    for (; this.#seenMessages < heard.length; this.#seenMessages++) {
      const told = heard[this.#seenMessages] as Heard;
      this.#texts.push(told.message);
      this.told.set(told.event, (this.told.get(told.event) ?? 0) + 1);
      if (told.event === 'key-rolled-back') this.#toldRollbacks.set(told.userId, told.at);
      if (told.event === 'key-rotated') this.#hadHeadsUp(told);
      if (told.event !== 'key-held' && told.event !== 'user-blocked') {
        this.#toldOnce(told);
        continue;
      }
      const subject = `${this.#personNamed(told.userName)} ${told.reason}`;
      const before = this.#toldHolds.get(subject);
      const calmSince = Math.max(this.#actedAt, this.#disturbedAt);
      if (before !== undefined && told.at - before < 7 * DAY - HOUR) {
        if (before > calmSince + DAY)
          throw this.play.broken(`promise 8: ${told.event} ${told.reason} was told twice within a week`);
        this.#excuse('promise 8: a hold was announced twice within a week, but people acted or calls failed', told.at);
      }
      this.#toldHolds.set(subject, told.at);
      this.#lastHold.set(told.userId, told.at);
    }
  }

  /** Promise 8: a change, and the reminder of a rotation, is told once while nobody acts and nothing fails. */
  #toldOnce({ event, userId, accessKeyId, at }: Heard): void {
    const subject = `${userId} ${event} ${accessKeyId}`;
    const before = this.#toldChanges.get(subject);
    const calmSince = Math.max(this.#actedAt, this.#disturbedAt);
    if (before !== undefined) {
      const isCalm = before > calmSince + DAY;
      // The note of a heads-up is the first of its kind to go where the tag holds nearly everything at once (notices.ts).
      const isHeadsUp = event === 'key-rotation-upcoming';
      if (isCalm && !isHeadsUp) throw this.play.broken(`promise 8: ${event} ${accessKeyId} was told twice`);
      const why = isCalm
        ? 'promise 8: a heads-up was sent twice, because its tag had no room for its note'
        : 'promise 8: a change was announced twice, but people acted or calls failed';
      this.#excuse(why, at);
    }
    this.#toldChanges.set(subject, at);
  }

  /** Promise 8: a rotation that took its course, while nobody acted and nothing failed, was announced before. */
  #hadHeadsUp({ userId, userName, oldKeyId, at }: Heard): void {
    const { policy } = this.play.settingsOf(userName);
    // A life begins with keys of any age. A hold is announced weekly, so it may have lasted for a week since.
    const heldUntil = (this.#lastHold.get(userId) ?? Number.NEGATIVE_INFINITY) + 7 * DAY;
    const calmSince = Math.max(this.#beganAt, this.#calmSince, heldUntil);
    if (oldKeyId === undefined || policy.headsUpDays === 0 || calmSince > at - (policy.headsUpDays + 2) * DAY) return;
    if (this.#toldChanges.has(`${userId} key-rotation-upcoming ${oldKeyId}`)) return;
    const putOff = 'promise 8: no heads-up, but somebody had put the rotation off until a date';
    if (this.#waitEnd(userName) > at - (policy.headsUpDays + 2) * DAY && this.#excuse(putOff, oldKeyId)) return;
    const why = 'promise 8: no heads-up, but the policy is so tight that a second key may have been Active until then';
    if (tightPolicy(policy) !== undefined && this.#excuse(why, oldKeyId)) return;
    const short = 'promise 8: no heads-up, but the retiring key was deleted within a day of its deactivation';
    if (policy.quarantineDays <= 1 && this.#excuse(short, oldKeyId)) return;
    throw this.play.broken(`promise 8: ${oldKeyId} of ${userName} was replaced without a heads-up`);
  }

  /** A user renamed, or made again, has the same owner. */
  #personNamed(userName: string): number {
    return this.play.persons.findIndex(({ name }) => name === userName);
  }

  evening(events: readonly Event[], isMissed: boolean): void {
    const { play } = this;
    const isQuiet = events.length === 0 && !isMissed && play.isUndisturbed && !play.config.dryRun;
    this.#quietDays = isQuiet ? this.#quietDays + 1 : 0;
    if (this.#quietDays < 2) return;
    for (const { name } of play.persons)
      if (play.world.users.get(name)?.tags['keyturn:managed'] === 'true') this.#allIsWell(name);
  }

  #allIsWell(name: string): void {
    const { world, watch } = this.play;
    const user = world.users.get(name);
    if (!user) return;
    const rule = this.#lastRule.get(user.id) ?? '';
    const untold = watch.untoldOf(user.id);
    const isIdentity = rule === 'identity';
    if (untold.length > 0 && !(isIdentity && this.#excuse('promise 8: untold, but its identity is held', untold)))
      throw this.play.broken(`promise 8: nobody was told of ${untold.join(', ')} of ${name}`);
    const loose = watch.looseKeysOf(name);
    const isLeftAlone = LEFT_ALONE.includes(rule) || this.#isWaiting(name);
    if (
      loose.length > 0 &&
      !(isLeftAlone && this.#excuse('promise 6: an orphan stays, but its user is left alone', loose))
    )
      throw this.play.broken(`promise 6: ${loose.join(', ')} of ${name}, which nobody can hold, is still there`);
    this.#currentWorks(name);
    this.#noKeyIsTooOld(name);
  }

  /** Promise 3. */
  #currentWorks(name: string): void {
    const { world, watch } = this.play;
    const secret = secretOf(world, name);
    const keyId = accessKeyIdOf(secret?.labels.get('AWSCURRENT'));
    const isBroken = keyId !== undefined && world.key(keyId)?.status !== 'Active';
    // The key of an earlier user of that name went with it.
    if (isBroken && !watch.wasCutOnPurpose(keyId))
      throw this.play.broken(`promise 3: AWSCURRENT of ${name} names ${keyId}, which does not work`);
  }

  #isWaiting(name: string): boolean {
    return this.#waitEnd(name) > this.#now - DAY;
  }

  /** The last date that somebody has set for it, which may be over. */
  #waitEnd(name: string): number {
    const secret = secretOf(this.play.world, name);
    const until = [secret?.tags[SECRET_TAG.holdUntil], this.play.world.users.get(name)?.tags['keyturn:exempt-until']];
    return Math.max(0, ...until.map((text) => new Date(text || 0).getTime() || 0));
  }

  /** Promise 9: past its maximum age a key is in a grace or window that was told, or held and told within the last week. */
  #noKeyIsTooOld(name: string): void {
    const { world, watch } = this.play;
    const user = world.users.get(name);
    const { policy } = this.play.settingsOf(name);
    const old = user?.keys.find(
      ({ status, createdAt }) => status === 'Active' && this.#now - createdAt > (policy.maxKeyAgeDays + 2) * DAY,
    );
    if (!user || !old) return;
    // It was told: that is what the promise allows.
    if (this.#now - (this.#lastHold.get(user.id) ?? Number.NEGATIVE_INFINITY) < 8 * DAY) return;
    const why = this.#isWaiting(name)
      ? 'its user is left alone until a date'
      : this.#now - this.#remainedAt < 2 * DAY
        ? 'a run failed, or left users for the next one'
        : this.#now - (this.#changedAt.get(user.id) ?? Number.NEGATIVE_INFINITY) < DAY &&
          'a run changed something today';
    if (why && this.#excuse(`promise 9: a key is past its maximum age, but ${why}`, old.id)) return;
    const secret = secretOf(world, name);
    const moved = (secret && watch.currentSince(secret.name)) ?? Number.NEGATIVE_INFINITY;
    // A rollback begins a grace, which was announced, also where the label stays.
    const since = Math.max(moved, this.#toldRollbacks.get(user.id) ?? Number.NEGATIVE_INFINITY);
    const currentId = accessKeyIdOf(secret?.labels.get('AWSCURRENT'));
    const promised = new Date(secret?.tags[SECRET_TAG.promisedUntil] || 0).getTime();
    const graceEnd = Math.max(since + policy.graceDays * DAY, promised);
    const windowEnd = graceEnd + policy.idleDays * DAY;
    const isInWindow = old.id !== currentId && this.#now < windowEnd + DAY + MINUTE;
    if (isInWindow) return;
    throw this.play.broken(`promise 9: ${old.id} of ${name} is past its maximum age, and nobody was told why`);
  }

  /** Promise 4. */
  end(): void {
    const { world } = this.play;
    const tags = [...world.secrets.values()].map((secret) => JSON.stringify(secret.tags));
    const text = [...this.#texts, ...tags].join('\n');
    const leaked = world.allSecretHalves().find((half) => text.includes(half));
    if (leaked !== undefined) throw this.play.broken('promise 4: a secret half is in a message, a result or a tag');
  }
}
