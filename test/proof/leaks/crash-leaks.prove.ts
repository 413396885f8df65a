/** Every moment; npm test has three of them. */
import { everyCrash } from './crash-leaks';
import { LEAKS } from './moments';

everyCrash(LEAKS);
