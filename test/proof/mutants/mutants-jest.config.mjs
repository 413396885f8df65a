/** jest's configuration for the mutants of mutants.prove.ts: a project for each, with the file changed and one test chosen. */
import { fileURLToPath } from 'node:url';
import base from '../../../jest.config.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const [[sources, [, swcOptions]]] = Object.entries(base.transform);

/** @type {import('./mutant').Mutant[]} */
const mutants = JSON.parse(process.env.KEYTURN_MUTANTS);

export default {
  // Not one of a project's own settings.
  testTimeout: base.testTimeout,
  projects: mutants.map(({ file, find, replace, caughtBy }, index) => ({
    ...base,
    globalSetup: undefined,
    globalTeardown: undefined,
    rootDir: at('../../..'),
    // One cache of translated files for all, and no look at what they do not load: otherwise each project has its own.
    id: 'mutants',
    roots: ['cli', 'consumer', 'lambda', 'lib', 'local', 'test'].map((room) => `<rootDir>/${room}`),
    displayName: String(index),
    testMatch: [at(`../../../${caughtBy.file}`)],
    transform: { [sources]: [at('mutants-transform.cjs'), { file, find, replace, swcOptions }] },
    testEnvironment: at('mutants-environment.cjs'),
    testEnvironmentOptions: { only: caughtBy.test, report: `${process.env.KEYTURN_MUTANTS_REPORTS}/${index}.json` },
    setupFilesAfterEnv: [at('mutants-setup.ts')],
  })),
};
