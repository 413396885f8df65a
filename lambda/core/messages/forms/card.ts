/** What a chat card holds: more than that, and it is cut off or refused. */
export const CARD = { title: 120, description: 500, steps: 3 } as const;

/** Whole lines where there is room for them, the first of them shortened if it must be; who can help is always there. */
export function description(lines: readonly string[], help: readonly string[]): string {
  const end = help.join('\n');
  let kept = '';
  for (const line of lines) {
    const room = CARD.description - end.length - kept.length - 2;
    if (line.length <= room) kept += `${line}\n`;
    else if (kept === '') kept = `${line.slice(0, room - 1)}…\n`;
  }
  return kept + end;
}
