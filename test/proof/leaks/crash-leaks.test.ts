/** The three answers; crash-leaks.prove.ts has every moment. */
import { everyCrash } from './crash-leaks';
import { LEAKS } from './moments';

everyCrash(LEAKS.filter(({ isQuick }) => isQuick));
