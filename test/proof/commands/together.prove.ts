/** KEYTURN_STRIDE=1 stops each at every call. */
import { everyPair } from './together';

everyPair(Number(process.env.KEYTURN_STRIDE ?? 4));
