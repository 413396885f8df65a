/** How the quick scan gets into the loop. A file of its own: jest loads it before everything that it replaces. */
import type { Clients } from '../../../lambda/aws/clients';
import type { Scan } from '../../../lambda/core/account/user-row';

export type QuickClients = Clients & { readonly quickScan?: () => Scan };
type ScanModule = typeof import('../../../lambda/run/read/scan');

/** lambda/run/read/scan.ts, but for clients that bring the same rows with them (support/simulation/quick-scan.ts). */
export const withQuickScan = (actual: ScanModule): ScanModule => ({
  ...actual,
  scan: async (clients: QuickClients, config) => {
    const quick = clients.quickScan?.();
    // Posture decides nothing about a user, so the histories do without it.
    return quick
      ? { ...quick, credentials: [], grants: new Map(), accountBoard: undefined }
      : actual.scan(clients, config);
  },
});
