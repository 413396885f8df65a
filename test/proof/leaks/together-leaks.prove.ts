/** KEYTURN_STRIDE=1 stops each at every call. */
import { everyLeak } from './together-leaks';

everyLeak(Number(process.env.KEYTURN_STRIDE ?? 6));
