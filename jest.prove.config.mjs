/**
 * `npm run prove`: what takes minutes, at full counts. `npm test` has the rest (jest.config.mjs); together they are everything.
 * The script's larger semi-space is for the simulations, which make much that is soon garbage: its collector copies less of it.
 */
import { availableParallelism } from 'node:os';
import base, { patience } from './jest.config.mjs';

/** @type {import('jest').Config} */
export default {
  ...base,
  testTimeout: patience(60),
  testMatch: ['<rootDir>/test/**/*.prove.ts'],
  // One file has the histories played by processes of low priority, as many at a time as there are processors; much of the rest waits, for a
  // function or an installation.
  maxConcurrency: availableParallelism(),
  maxWorkers: 1 + Math.ceil(availableParallelism() * 1.5),
};
