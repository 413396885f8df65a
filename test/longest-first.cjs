/**
 * The order of the tests: what takes longest begins first, so that no worker is left alone with it at the end, and so does what mostly waits.
 * jest would go by the sizes of files on a machine that has not run them yet.
 */
const Sequencer = require('@jest/test-sequencer').default;

const FIRST = [
  'histories.prove',
  'leaks-e2e',
  'hub-days',
  'demo/organization',
  'together-leaks',
  'lasting/',
  'mutants',
  'proof/e2e.test',
  'proof/overlap',
  'proof/crash',
  'histories.test',
  'bundle.test',
  'app.test',
  'together.test',
  'stack.test',
];

const rankOf = ({ path }) => {
  const rank = FIRST.findIndex((name) => path.includes(name));
  return rank < 0 ? FIRST.length : rank;
};

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => rankOf(a) - rankOf(b));
  }
};
