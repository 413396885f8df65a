import { html } from '../../../cli/document/html';

/** Besides the style of every page. The colours differ in lightness too, for those who tell some of them apart badly, and on paper. */
export const STYLE = html`<style>
:root{--current:#1a7f37;--grace:#d4a72c;--held:#cf222e;--quarantine:#8c959f;--on:#fff;--on-light:#1b1f24;--info:#57606a;--warning:#bc4c00}
@media (prefers-color-scheme:dark){:root{--current:#2ea043;--grace:#e3b341;--held:#f85149;--quarantine:#6e7681;--info:#9da7b1;--warning:#f0883e}}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;font-size:.875rem}
.legend i{display:inline-block;width:1.5rem;height:.75rem;border-radius:2px;margin-right:.4rem}
.legend .dot{position:static;display:inline-block;margin:0 .4rem 0 0;vertical-align:-1px}
section{border-top:1px solid var(--line);padding:.75rem 0}
h2{margin:0 0 .5rem;font-size:1rem}
h2 small,h3 small{color:var(--soft);font-weight:400}
h3{font-size:.95rem;margin:.75rem 0 .25rem}
/* For the mark of the last day. */
.row{padding-right:.6rem}
.bars{position:relative;height:3.9rem}
.tick{position:absolute;top:0;bottom:0;border-left:1px solid var(--line);padding-left:.25rem;font-size:.7rem;line-height:1;color:var(--soft)}
.bar{position:absolute;height:1.3rem;overflow:hidden;white-space:nowrap;font-size:.75rem;line-height:1.3rem;padding-left:.2rem;border-radius:2px;color:var(--on)}
.bar:hover{outline:2px solid var(--ink);z-index:1}
.lane0{top:1rem}.lane1{top:2.45rem}
.current{background:var(--current)}.grace{background:var(--grace);color:var(--on-light)}.quarantine{background:var(--quarantine)}
.held{background:repeating-linear-gradient(135deg,var(--held) 0 6px,color-mix(in srgb,var(--held) 65%,#000) 6px 12px)}
.marks{position:relative;padding-top:1.1rem}
summary{list-style:none;cursor:pointer}
summary::-webkit-details-marker{display:none}
summary span{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.dot{position:absolute;top:.1rem;width:.7rem;height:.7rem;margin-left:-.1rem;border-radius:50%;background:var(--info);border:1px solid var(--paper)}
.dot.warning{background:var(--warning);border-radius:2px}.dot.critical{background:var(--held);border-radius:0;transform:rotate(45deg)}
.dot:hover,.dot:focus-visible{outline:2px solid var(--ink)}
details[open]>.dot{outline:3px solid var(--link)}
.sent{background:var(--band);border:1px solid var(--line);border-radius:6px;padding:.25rem 1rem .75rem;margin-top:.5rem;overflow-wrap:anywhere}
.email{font-size:.85rem}
.email p{margin:0;max-width:none;white-space:pre-wrap;min-height:.6rem}
@media print{.current,.grace,.held,.quarantine,.dot{print-color-adjust:exact}}
</style>`;
