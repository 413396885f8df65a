/**
 * One file that is a whole page: to be read on a screen of any width, light or dark, and to be printed. It holds no script and asks the
 * network for nothing, and its own policy says so to the browser.
 */

import { type Html, html } from './html';

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Besides that of every page. */
  readonly style?: Html;
}

export const pageOf = ({ title, body, style }: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
${STYLE}${style}
</head>
<body>
${body}
</body>
</html>
`.text;

export interface Column {
  readonly head: string;
  readonly align?: 'right';
}

/**
 * Rows are the cells' HTML, the first of which heads its row. On a narrow screen each row becomes a block, and the heads stand above the
 * cells; they are given to the style once for a table, because a large account has thousands of rows.
 */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Html | string)[])[],
): Html {
  const heads = columns.map(({ head }, n) => `--h${n + 1}:"${head}"`).join(';');
  return html`<table style="${heads}"><caption>${caption}</caption><thead><tr>${columns.map(
    ({ head, align }) => html`<th scope="col"${align && html` class="r"`}>${head}`,
  )}</thead><tbody>${rows.map(([first, ...rest]) => html`\n<tr><th scope="row">${first}${rest.map((cell, n) => cellOf(cell, columns[n + 1]))}`)}</tbody></table>`;
}

const cellOf = (cell: Html | string, column: Column | undefined): Html =>
  column?.align ? html`<td class="r">${cell}` : html`<td>${cell}`;

const STYLE = html`<style>
:root{--ink:#1b1f24;--soft:#57606a;--paper:#fff;--line:#d0d7de;--band:#f6f8fa;--critical:#a40e26;--high:#953800;--medium:#7d4e00;--low:#57606a;--link:#0757ba}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b1;--paper:#0d1117;--line:#30363d;--band:#161b22;--critical:#ff8f88;--high:#ffb077;--medium:#e3b341;--low:#9da7b1;--link:#79b8ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:90rem;padding:1.5rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.15rem;margin:2rem 0 .5rem}
p{margin:.5rem 0;max-width:48rem}
.lead{font-size:1.15rem}
.soft,caption,small{color:var(--soft)}
a{color:var(--link)}
ul{padding-left:1.2rem}
table{border-collapse:collapse;width:100%;font-size:.875rem}
caption{text-align:left;padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line)}
td{overflow-wrap:break-word}
tbody th{overflow-wrap:anywhere}
small{font-weight:400}
thead th{position:sticky;top:0;background:var(--paper);border-bottom:2px solid var(--line)}
th[scope=row]{font-weight:600}
.r{text-align:right}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium);font-weight:500}.low{color:var(--low);font-weight:400}
code{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
@media (max-width:48rem){
body{padding:1rem}
thead{position:absolute;left:-9999px}
table,tbody,tr,caption{display:block}
tr{padding:.6rem 0;border-bottom:2px solid var(--line)}
tr>th,tr>td{display:block;border:0;padding:.1rem 0;text-align:left}
td:empty{display:none}
td:before{display:block;color:var(--soft);font-size:.8rem}
td:nth-child(2):before{content:var(--h2)}td:nth-child(3):before{content:var(--h3)}td:nth-child(4):before{content:var(--h4)}td:nth-child(5):before{content:var(--h5)}
}
@media print{
:root{--ink:#000;--soft:#444;--paper:#fff;--line:#bbb;--band:#fff;--critical:#900;--high:#730;--medium:#540;--low:#444;--link:#000}
body{max-width:none;padding:0;font-size:10pt}
thead{display:table-header-group}
thead th{position:static}
tr{break-inside:avoid}
}
</style>`;
