/** `npm run docs`: writes the pages that are made from the code. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES } from './pages';

const ROOT = join(__dirname, '..', '..');

for (const [path, page] of Object.entries(PAGES)) {
  const file = join(ROOT, path);
  const present = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const wanted = page(present);
  if (wanted !== present) writeFileSync(file, wanted);
  console.log(`${path}: ${wanted === present ? 'is current' : 'written'}`);
}
