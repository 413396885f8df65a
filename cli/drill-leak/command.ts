import { MANAGED_USER } from '../act/asked';
import type { Definition } from '../definition';

export const drillLeak: Definition<'drill-leak'> = {
  name: 'drill-leak',
  summary: 'what would be done if a key leaked now; changes nothing',
  description:
    "Shows what would be done if AWS said now that this user's key has leaked: every step, and every notification word for word. Looks whether AWS can reach the function with it. Changes nothing.",
  takes: MANAGED_USER,
  options: [],
  help: `Examples:
  npx keyturn drill-leak svc-reports

What is done is the setting leakResponse, and the user tag keyturn:on-leak.
GuardDuty's sample findings send a real event the whole way.`,
  run: async (session, [userName = '']) => (await import('./drill-leak')).drill(session, userName),
};
