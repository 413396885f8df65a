/** Stands for lambda/run/read/scan.ts in what players.ts builds. */
import * as actual from '../../../lambda/run/read/scan';
import { withQuickScan } from './history-quick';

export * from '../../../lambda/run/read/scan';
export const { scan } = withQuickScan(actual);
