import { createHash } from 'node:crypto';

/**
 * How many times slower this machine is just now than an idle one of 2026. Every limit in time is a multiple of it: a limit catches what
 * hangs, and a slow or busy machine is no failure. So no test has a limit of its own.
 */
function slowness() {
  const startedAt = performance.now();
  for (let n = 0; n < 60; n++) createHash('sha256').update(Buffer.alloc(1_000_000, n)).digest();
  return Math.max(1, (performance.now() - startedAt) / 60);
}

const MINUTE_MS = 60_000;
// For the processes that jest starts: they must not measure while their neighbours work.
process.env.KEYTURN_SLOWNESS ??= slowness().toFixed(1);
// The SDK would say on standard error, in each worker, which Node it will need some day.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// CloudFormation's rules take each app seconds to load. `npm run synth` keeps to them; here they would be read and forgotten.
process.env.CDK_VALIDATION ??= 'false';

/** @param minutes on an idle machine. @returns milliseconds on this one */
export const patience = (minutes) => Math.round(minutes * MINUTE_MS * Number(process.env.KEYTURN_SLOWNESS));

/**
 * Each lookup of a global goes through jest's sandbox, which costs a simulation an eighth of its time: modules are given these instead. Not
 * Date, which they would keep where a test has another clock (jest.useFakeTimers).
 */
const sandboxInjectedGlobals = 'Array Boolean Error JSON Map Math Number Object Promise RegExp Set String Symbol'.split(
  ' ',
);

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  sandboxInjectedGlobals,
  // jest leaves one core free by default; on two cores that would double the time.
  maxWorkers: '100%',
  testTimeout: patience(10),
  // One local AWS for all files of a run (test/support/local-aws/keeper.ts).
  globalSetup: '<rootDir>/test/support/local-aws/setup.ts',
  globalTeardown: '<rootDir>/test/support/local-aws/teardown.ts',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testSequencer: '<rootDir>/test/longest-first.cjs',
  transform: { '^.+\\.(ts|js|mjs)$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  // These packages ship ES modules only, which jest must translate.
  transformIgnorePatterns: ['/node_modules/(?!(p-map|string-width|strip-ansi|ansi-regex|get-east-asian-width)/)'],
  // cdk synthesizes into cdk.out, and a copy of the project's files there would be found twice.
  modulePathIgnorePatterns: ['<rootDir>/cdk.out'],
};
