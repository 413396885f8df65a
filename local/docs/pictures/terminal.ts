/** A recording of a terminal as a picture: scenes of a command and what it printed, one after the other, over and over. */

import { escaped, type Theme } from './drawing';

export interface Scene {
  readonly command: string;
  /** As it was printed, with the colours of a terminal. */
  readonly output: readonly string[];
}

const [COLUMNS, SIZE, LEADING, MARGIN] = [80, 14, 19, 20];

/** The widest of the usual ones. */
const EM = 0.602;

const FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace';

const SECONDS = 6;

export function terminal(scenes: readonly Scene[], theme: Theme): string {
  const lines = Math.max(...scenes.map(({ output }) => output.length)) + 2;
  const width = Math.ceil(COLUMNS * SIZE * EM) + 2 * MARGIN;
  const height = lines * LEADING + 2 * MARGIN + 20;
  const total = scenes.length * SECONDS;
  const share = 100 / scenes.length;
  // Where nothing may move, the last scene stays.
  const style = `text{white-space:pre}
.scene{opacity:0;animation:scene ${total}s step-end infinite}
.scene:last-of-type{opacity:1}
@keyframes scene{0%{opacity:1}${share}%{opacity:0}100%{opacity:0}}
@media (prefers-reduced-motion:reduce){.scene{animation:none}}`;
  const label = `A terminal: ${scenes.map(({ command }) => command).join(', then ')}.`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="${FONT}" font-size="${SIZE}" role="img" aria-label="${escaped(label)}">
<style>${style}</style>
<rect width="${width}" height="${height}" rx="8" fill="${theme.box}" stroke="${theme.line}"/>
${['#ff5f57', '#febc2e', '#28c840'].map((fill, n) => `<circle cx="${MARGIN + 18 * n}" cy="18" r="5" fill="${fill}"/>`).join('')}
${scenes.map((scene, n) => drawn(scene, n, scenes.length, theme)).join('\n')}
</svg>
`;
}

/** Each is in the midst of its turns from the beginning, so that none is seen before its first. */
function drawn({ command, output }: Scene, n: number, scenes: number, theme: Theme): string {
  const lines = [`\u001b[2m$\u001b[22m \u001b[1m${command}\u001b[22m`, '', ...output];
  const texts = lines.flatMap((each, row) => {
    const spans = spansOf(each, theme);
    return spans === ''
      ? []
      : [`<text x="${MARGIN}" y="${MARGIN + 28 + LEADING * row}" fill="${theme.ink}">${spans}</text>`];
  });
  return `<g class="scene" data-scene="${n}" style="animation-delay:-${(scenes - n) * SECONDS}s">\n${texts.join('\n')}\n</g>`;
}

const COLOUR = new RegExp(`(${String.fromCharCode(27)}\\[\\d+m)`);

/** The colours that the command line uses (cli/terminal/terminal.ts). */
function spansOf(row: string, theme: Theme): string {
  const colours: Readonly<Record<string, string>> = {
    '2': ` fill="${theme.faint}"`,
    '1': ' font-weight="600"',
    '31': ' fill="#d1242f"',
    '32': ` fill="${theme.current}"`,
    '33': ` fill="${theme.retiring}"`,
    '36': ' fill="#218bff"',
  };
  let style = '';
  return row
    .split(COLOUR)
    .map((part) => {
      const code = COLOUR.test(part) ? part.slice(2, -1) : undefined;
      if (code === undefined) return part === '' ? '' : `<tspan${style}>${escaped(part)}</tspan>`;
      style = colours[code] ?? '';
      return '';
    })
    .join('');
}
