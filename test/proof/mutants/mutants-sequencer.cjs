/** For Stryker: the tests in the order in which they are named, which is that of their speed. */
const Sequencer = require('@jest/test-sequencer').default;

module.exports = class AsNamed extends Sequencer {
  sort(tests) {
    const place = ({ path, context }) =>
      context.config.globals.testOrder.findIndex((name) => path.endsWith(`/${name}.test.ts`));
    return [...tests].sort((a, b) => place(a) - place(b));
  }
};
