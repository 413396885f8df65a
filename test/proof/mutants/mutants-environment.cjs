/**
 * Where a mutant is tried: once a test of a file has failed, the mutant is dead, and the rest of the file need not run. For the mutants
 * of our own (mutants.ts), only the tests whose name begins with `only` run, and what became of them is written to `report`.
 */
const { writeFileSync } = require('node:fs');
const { TestEnvironment } = require('jest-environment-node');

module.exports = class UntilTheFirstFailure extends TestEnvironment {
  #failed = false;
  #results = [];

  constructor({ globalConfig, projectConfig }, context) {
    super({ globalConfig, projectConfig }, context);
    const { only, report } = projectConfig.testEnvironmentOptions;
    this.only = only ?? '';
    this.report = report;
  }

  handleTestEvent({ name, test }) {
    if (name === 'test_start' && (this.#failed || !nameOf(test).startsWith(this.only))) test.mode = 'skip';
    if (name === 'test_fn_failure') this.#failed = true;
    if (name === 'test_done') this.#results.push({ test: nameOf(test), errors: test.errors.map(textOf) });
  }

  async teardown() {
    if (this.report) writeFileSync(this.report, JSON.stringify(this.#results));
    await super.teardown();
  }
};

/** The test's name behind those of its groups. */
function nameOf({ name, parent }) {
  return parent && parent.name !== 'ROOT_DESCRIBE_BLOCK' ? `${nameOf(parent)} ${name}` : name;
}

const textOf = ([error]) => String(error?.message ?? error);
