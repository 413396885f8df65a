/**
 * Mutation testing of the deciding and executing code, by hand: `npm run mutate`, or one file alone with
 * `npm run mutate -- --mutate lambda/core/rules/plan.ts`. docs/proof.md has the score.
 */
import base from './jest.config.mjs';

const MUTATED = [
  'core/rules/*',
  'core/commands/*',
  'core/user/{situation,leftover,timetable}',
  'core/user/evidence/*',
  'core/account/{triage,unsettled,old-key-due}',
  'run/steps/**/*',
  'run/read/observe',
];

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: MUTATED.map((name) => `lambda/${name}.ts`),
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: false,
    config: {
      ...base,
      globalSetup: undefined,
      globalTeardown: undefined,
      testMatch: ['<rootDir>/test/proof/mutants/nearest-tests.ts'],
      testEnvironment: './test/proof/mutants/mutants-environment.cjs',
      setupFilesAfterEnv: ['<rootDir>/test/proof/mutants/mutants-setup.ts'],
    },
  },
  // Not to be copied into the sandbox: a Python environment, and what is built.
  ignorePatterns: ['.local', 'cdk.out', 'dist'],
  coverageAnalysis: 'perTest',
  // Sentences are prose, and tsc checks the names in unions.
  mutator: { excludedMutations: ['StringLiteral'] },
  // What runs once, when a test file is loaded, would run every test for each mutant.
  ignoreStatic: true,
  concurrency: 2,
  // A busy computer is no infinite loop.
  timeoutMS: 60_000,
  incremental: true,
  incrementalFile: '.stryker-tmp/incremental.json',
  // Stryker rewrites tsconfig.json with an API that TypeScript 7 no longer has; swc reads none.
  tsconfigFile: 'none',
  reporters: ['clear-text', 'html', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  htmlReporter: { fileName: '.stryker-tmp/report.html' },
  jsonReporter: { fileName: '.stryker-tmp/report.json' },
};
