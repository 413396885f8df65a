/** The second quarter of the histories: a file for each, so that jest's workers play them side by side. KEYTURN_HISTORIES and KEYTURN_SEED change how many and which. */
import { playHistories } from './players';

test('promise 1 to 11: no history breaks one (second quarter)', () => playHistories(1));
