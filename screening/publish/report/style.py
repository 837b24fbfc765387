"""How a report looks, on a screen and on paper: one text of CSS, and nothing from elsewhere."""

from __future__ import annotations

CSS = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; color: #1a1a1a; background: #fff; line-height: 1.5;
  font-family: "Liberation Sans", Arial, Helvetica, sans-serif; font-size: 1rem; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1.5rem 0 .25rem; }
h2 { font-size: 1.4rem; line-height: 1.3; margin: 2.5rem 0 .5rem; padding-top: .75rem;
  border-top: 2px solid #1f4e7e; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .25rem; }
p, ul { max-width: 46rem; margin: .5rem 0; }
a { color: #0b4f8a; }
a:focus-visible, summary:focus-visible, .tabel:focus-visible { outline: 3px solid #8c2d04;
  outline-offset: 2px; }
.sprong { position: absolute; left: -999rem; }
.sprong:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem; z-index: 1; }
.let-op { border-left: .4rem solid #1f4e7e; background: #eef3f8; padding: .6rem 1rem;
  max-width: 46rem; }
.klein { font-size: .875rem; color: #404040; }
nav ul { columns: 2; padding-left: 1.2rem; }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .2rem 1rem;
  max-width: 60rem; margin: .75rem 0; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
.tabel { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .875rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0;
  border-bottom: 1px solid #767676; }
thead th { border-bottom: 2px solid #1a1a1a; }
tbody th { font-weight: 400; }
.getal { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
thead .getal { white-space: normal; }
td ul { margin: 0; padding-left: 1rem; }
code { font-family: "Liberation Mono", Consolas, monospace; font-size: .85em;
  overflow-wrap: break-word; }
tbody th { min-width: 7.5rem; }
.datum { white-space: nowrap; }
figure { margin: .75rem 0 1.25rem; }
figure svg { max-width: 100%; height: auto; display: block; }
figcaption { max-width: 46rem; font-size: .9rem; color: #333; margin-top: .4rem; }
details { margin: .5rem 0; } summary { cursor: pointer; color: #0b4f8a; padding: .25rem 0; }
.platen { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr));
  gap: 1rem 2rem; align-items: start; }
.naast { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; }
.naast tbody th { min-width: 2rem; }
.naast figure { flex: 1 1 32rem; } .naast .tabel { flex: 1 1 22rem; }
@media print {
  body { font-size: 10pt; } header, main, footer { max-width: none; padding: 0; }
  nav, .sprong, details { display: none; }
  p, ul, figcaption { max-width: none; } figcaption { font-size: 8.5pt; line-height: 1.35; }
  h2 { margin-top: 1.2rem; } h3 { margin-top: .8rem; font-size: 11pt; }
  h2, h3, caption { break-after: avoid; }
  figure { margin: .3rem 0 .6rem; } figure svg { max-width: 9.6cm; }
  .naast figure svg { max-width: 15cm; }
  .platen, .naast { display: block; } article, tr, .let-op { break-inside: avoid; }
  thead { display: table-header-group; }
  .tabel { overflow: visible; } table { font-size: 8pt; width: 100%; }
  a { color: inherit; text-decoration: none; }
  @page { size: A4; margin: 1.6cm 1.5cm; }
}
"""
