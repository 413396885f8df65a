import { drawTriples } from './triple';

drawTriples(Number(process.env.KEYTURN_TRIPLES ?? 4_000));
