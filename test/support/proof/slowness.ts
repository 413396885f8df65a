import { createHash } from 'node:crypto';

/** As in jest.config.mjs, but now: how many times slower this machine is than an idle one of 2026. What a test measures is held against it. */
export function slownessNow(): number {
  const startedAt = performance.now();
  for (let n = 0; n < 60; n++) createHash('sha256').update(Buffer.alloc(1_000_000, n)).digest();
  return Math.max(1, (performance.now() - startedAt) / 60);
}
