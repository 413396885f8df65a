/** What chance begins with, in everything that is drawn: always the same, so that a run repeats. The nightly workflow draws another one. */
export const SEED = Number(process.env.KEYTURN_SEED ?? 20260131);
