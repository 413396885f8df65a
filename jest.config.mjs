/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // jest leaves one core free by default; on two cores that would double the time.
  maxWorkers: '100%',
  // A limit for what hangs, not a measure: a busy machine is no failure.
  testTimeout: 60_000,
  globalSetup: '<rootDir>/test/support/local-aws/setup.ts',
  globalTeardown: '<rootDir>/test/support/local-aws/teardown.ts',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.(ts|js|mjs)$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  // These packages ship ES modules only, which jest must translate.
  transformIgnorePatterns: ['/node_modules/(?!(p-map|string-width|strip-ansi|ansi-regex|get-east-asian-width)/)'],
  // cdk synthesizes into cdk.out, and a copy of the project's files there would be found twice.
  modulePathIgnorePatterns: ['<rootDir>/cdk.out'],
};
