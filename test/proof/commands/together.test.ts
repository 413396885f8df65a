/** A part of what `npm run prove` tries (together.prove.ts). */
import { everyPair } from './together';

everyPair(24);
