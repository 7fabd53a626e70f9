/** Ink on white with one blue; every meaning is also in a sign or in words. Contrast is at least 4.5 everywhere. */
export const STYLE = `
:root { --ink: #1a1a1a; --soft: #4d4d4d; --blue: #0b3d6b; --line: #c5ced6; --pale: #eef2f6 }
* { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 1rem }
body { margin: 0; font: 1.0625rem/1.55 "Source Sans 3", "Noto Sans", Arial, Helvetica, sans-serif; color: var(--ink); background: #fff; counter-reset: part }
html[data-language="nl"] [data-of="en"], html[data-language="en"] [data-of="nl"] { display: none }
header, main, footer { max-width: 54rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 1.5rem }
h1 { font-size: 2rem; line-height: 1.2; color: var(--blue); margin: .5rem 0 1rem }
h2 { font-size: 1.45rem; line-height: 1.25; color: var(--blue); margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 2px solid var(--blue) }
section > h2::before { counter-increment: part; content: counter(part) ". " }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .4rem }
h3::first-letter { text-transform: uppercase }
p { margin: 0 0 .8rem; max-width: 44rem }
a { color: #0a4f8f }
a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid #b34700; outline-offset: 2px }
.skip { position: absolute; left: -99rem; background: #fff; padding: .5rem 1rem }
.skip:focus { left: 1rem; top: .5rem; z-index: 1 }
.languages { display: flex; gap: .5rem; justify-content: flex-end }
button { font: inherit; color: var(--blue); background: #fff; border: 2px solid var(--blue); border-radius: 4px; padding: .35rem .9rem; min-height: 2.4rem; cursor: pointer }
button[aria-pressed="true"], button:hover { background: var(--blue); color: #fff }
nav ol { columns: 2; column-gap: 2rem; padding-left: 1.6rem; margin: 0 }
nav li { padding: .15rem 0 }
.lead { font-size: 1.25rem; line-height: 1.45 }
.notice { font-weight: 700; border: 2px solid var(--ink); padding: .3rem .8rem; display: inline-block }
.verdict { font-weight: 700; border-left: 8px solid var(--blue); background: var(--pale); padding: .7rem 1rem }
.verdict.refused { border-color: #a33b00 }
.absent { color: var(--soft); border-left: 4px dashed #767676; padding-left: .8rem }
data { font-variant-numeric: tabular-nums }
.says data { font-weight: 600 }
figure { margin: 1.5rem 0 }
.picture { border: 1px solid var(--line) }
figure svg { display: block; width: 100%; height: auto }
figcaption { color: var(--soft); font-size: .95rem; margin: .5rem 0; max-width: 44rem }
.scroll { overflow-x: auto; margin: 1rem 0 }
table { border-collapse: collapse; width: 100%; font-size: .93rem; line-height: 1.35 }
caption { text-align: left; font-weight: 700; padding: .3rem 0 }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line) }
thead th { background: var(--pale); border-bottom: 2px solid var(--blue); vertical-align: bottom }
tbody th { font-weight: 400 }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums }
code { font: .88em/1.4 "Source Code Pro", Consolas, monospace; overflow-wrap: anywhere }
th code, td code[id] { overflow-wrap: normal }
pre { background: var(--pale); padding: .7rem 1rem; overflow-x: auto }
summary { cursor: pointer; color: #0a4f8f; padding: .2rem 0 }
.claim { border: 1px solid var(--line); border-left: 6px solid var(--blue); padding: .2rem 1.1rem 1rem; margin: 1.25rem 0 }
.claim h3 { margin-top: .8rem }
.claim dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .9rem; font-size: .92rem; margin: 0 0 .8rem }
.claim dt { color: var(--soft) }
.claim dd { margin: 0; min-width: 0 }
.claim dd ul { margin: 0; padding: 0; list-style: none }
fieldset { border: 1px solid var(--line); padding: .4rem .9rem .8rem; margin: 0 }
legend { font-weight: 600 }
fieldset > label { margin-right: 1.4rem }
input[type="radio"] { width: 1.15rem; height: 1.15rem; vertical-align: -.2rem }
.remark { display: block; margin-top: .6rem }
textarea, input[type="text"] { font: inherit; color: inherit; border: 1px solid #6b6b6b; border-radius: 3px; padding: .35rem .5rem; background: #fff }
textarea { display: block; width: 100% }
.claim[data-state="questioned"] { border-left-color: #a33b00 }
.claim[data-state="accepted"] { border-left-color: #00664b }
footer { border-top: 1px solid var(--line); margin-top: 3rem; padding-bottom: 3rem; font-size: .88rem; color: var(--soft) }
.tools { margin: .4rem 0 0 }
.tools button { font-size: .88rem; min-height: 1.8rem; padding: .1rem .7rem; border-width: 1px }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
figure.large { position: fixed; inset: 0; z-index: 2; margin: 0; padding: 1rem; background: #fff; overflow: auto }
figure.large .picture { margin: 0 auto; max-width: min(100%, 150vh) }
.tip { position: fixed; z-index: 3; max-width: 22rem; background: #1a1a1a; color: #fff; font-size: .88rem; line-height: 1.35; padding: .25rem .6rem; border-radius: 3px; pointer-events: none }
[data-tip]:hover { fill: #0072B2; fill-opacity: .12 }
.glance { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.2rem, 1fr)); gap: .8rem; margin: 1.4rem 0; padding: 0 }
.glance > div { border: 1px solid var(--line); border-top: 4px solid var(--blue); padding: .5rem .8rem .6rem; }
.glance dt { font-size: .92rem; line-height: 1.3; color: var(--soft); min-height: 4.1em }
.glance dd { margin: .2rem 0 0; font-size: .88rem }
.glance dd > data:first-child { display: block; font-size: 1.7rem; line-height: 1.2; font-weight: 700; color: var(--blue) }
.card tbody { border-bottom: 2px solid var(--line) }
.card th[scope="rowgroup"] { font-weight: 600 }
.card td { border-bottom-width: 0; padding-top: .15rem; padding-bottom: .15rem }
@media (max-width: 40rem) { nav ol { columns: 1 } .claim dl { grid-template-columns: 1fr } .picture { overflow-x: auto } figure svg { min-width: 36rem } }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
@page { size: A4; margin: 16mm 15mm }
@media print {
  html { font-size: 9pt }
  body { font-size: 9.5pt; line-height: 1.4 }
  header, main, footer { max-width: none; padding: 0 }
  .languages, .skip, nav, .tools, .tip, .answers button { display: none }
  .glance { grid-template-columns: repeat(5, 1fr) }
  .glance dd > data:first-child { font-size: 14pt }
  h1 { font-size: 20pt }
  h2 { font-size: 13pt; margin-top: 8mm; break-after: avoid }
  h3 { font-size: 10.5pt; break-after: avoid }
  figure, .claim, tr, fieldset { break-inside: avoid }
  figure details { display: none }
  thead { display: table-header-group }
  table { font-size: 8pt }
  .scroll { overflow: visible }
  a { color: inherit; text-decoration: none }
  .verdict, thead th { print-color-adjust: exact }
}
`
