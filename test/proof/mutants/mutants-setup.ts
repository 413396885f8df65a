/** For Stryker: the same cases for every mutant, and no time spent on making a failing one small. */
import * as fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1, endOnFailure: true });
