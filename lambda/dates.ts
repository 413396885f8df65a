/** Times as people read them, in sentences and messages: always with their zone, or as a bare date in UTC. */
export const day = (at: Date) => at.toISOString().slice(0, 10);
export const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
