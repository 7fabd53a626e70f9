import { type Card, type CardIndicator, LOOKUP_STEP } from './card.js'
import { riskText, said, signed } from './card-text.js'
import { escapeHtml } from './escape-html.js'
import { nomogram } from './nomogram.js'

/** Ink on white with one blue; every meaning is also in a sign or in words, so it reads without colour and in grey print. */
const STYLE = `
@page { size: A4 portrait; margin: 8mm 12mm }
* { box-sizing: border-box }
body { font: 8.2pt/1.22 "Source Sans 3", "Noto Sans", Arial, sans-serif; color: #111; background: #fff; margin: 0 auto; max-width: 186mm }
h1 { font-size: 14pt; line-height: 1.15; margin: 0 0 1mm; color: #0b3d6b }
h2 { font-size: 10pt; margin: 2mm 0 .8mm; color: #0b3d6b }
p { margin: 0 0 1mm }
.notice { font-weight: 700; border: 1.5pt solid #111; padding: .6mm 2mm; display: inline-block }
.how { font-size: 9pt }
.cards { columns: 3; column-gap: 5mm; margin-top: 1.5mm }
table { border-collapse: collapse; width: 100% }
.cards table { break-inside: avoid; margin: 0 0 1.6mm }
caption { text-align: left; font-weight: 700; padding: .3mm 0; border-bottom: 1pt solid #0b3d6b }
caption small { font-weight: 400 }
th, td { padding: .12mm 1mm; font-weight: 400; text-align: left; vertical-align: top }
.cards tbody tr:nth-child(even) { background: #eef2f6 }
td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
td.raises { font-weight: 700 }
thead th { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
.lookup thead th { position: static; clip-path: none; width: auto; height: auto; text-align: right }
.lookup caption { font-weight: 400; border: 0 }
.lookup th, .lookup td { border: .5pt solid #9aa7b4; padding: .3mm 1.2mm }
.lookup thead th, .lookup tbody th { background: #e1e8ef; font-weight: 700 }
svg { width: 100%; height: auto; display: block }
svg text { font-size: 15px; fill: #111 }
svg .strong { font-weight: 700 }
svg .soft { fill: #444 }
svg .ink, svg .ink path { stroke: #0b3d6b; stroke-width: 2.5; fill: none }
svg .grid { stroke: #c9d1d9; stroke-width: 1 }
svg .zero { stroke: #111; stroke-width: 1.5; stroke-dasharray: 4 3 }
footer { margin-top: 2mm; font-size: 7.2pt; color: #333; overflow-wrap: anywhere }
@media screen { body { padding: 8mm 4mm } }
@media print { tr:nth-child(even), .lookup th { print-color-adjust: exact } }
`

const heads = (card: Card): string =>
  `<thead><tr><th scope="col">${said('level', card)}</th><th scope="col">${said('points', card)}</th></tr></thead>`

const indicatorTable = (card: Card, { name, label, unit, rows, perUnit }: CardIndicator): string => {
  const lines = [
    ...(perUnit === null
      ? []
      : [{ label: said('perUnit', card), points: signed(perUnit, 4), raises: perUnit < 0, level: '' }]),
    ...rows.map((row) => ({
      label: row.label,
      points: signed(row.points),
      raises: row.points < 0,
      level: ` data-level="${row.level}"`,
    })),
  ]
  const body = lines.map(
    (line) =>
      `<tr${line.level}><th scope="row">${escapeHtml(line.label)}</th><td${line.raises ? ' class="raises"' : ''}>${line.points}</td></tr>`,
  )
  return `<table data-indicator="${escapeHtml(name)}"><caption>${escapeHtml(label)}${unit === null ? '' : ` <small>(${escapeHtml(unit)})</small>`}</caption>${heads(card)}<tbody>${body.join('')}</tbody></table>`
}

/** Rows of a hundred points, a column for each ten: a total is found by its hundreds and its tens. */
const lookupTable = (card: Card): string => {
  const columns = Array.from({ length: 100 / LOOKUP_STEP }, (_, index) => index * LOOKUP_STEP)
  const byPoints = new Map(card.lookup.map(({ points, probability }) => [points, probability]))
  const hundreds = [...new Set(card.lookup.map(({ points }) => Math.floor(points / 100) * 100))]
  const cell = (points: number): string => {
    const probability = byPoints.get(points)
    return probability === undefined
      ? '<td></td>'
      : `<td data-points="${points}">${riskText(probability, card.language)}</td>`
  }
  const head = columns.map((tens) => `<th scope="col">+${tens}</th>`).join('')
  const body = hundreds.map(
    (hundred) => `<tr><th scope="row">${hundred}</th>${columns.map((tens) => cell(hundred + tens)).join('')}</tr>`,
  )
  return (
    `<table class="lookup"><caption>${escapeHtml(said('lookup', card))}</caption>` +
    `<thead><tr><th scope="col">${said('points', card)}</th>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`
  )
}

const notices = (card: Card): string =>
  (['synthetic', 'draft'] as const)
    .filter((key) => card[key])
    .map((key) => `<p class="notice">${escapeHtml(said(key, card))}</p>`)
    .join('')

/**
 * The card as one HTML page that holds everything it needs: no script, no font or picture from elsewhere, tables with headings for a screen
 * reader, and one A4 portrait page in print for a model of about ten indicators.
 */
export const cardHtml = (card: Card): string => {
  const grouped = card.indicators.some(({ rows }) => rows.some(({ categories }) => categories.length > 3))
  const drawing = nomogram(card)
  return [
    '<!doctype html>',
    `<html lang="${card.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(card.title)}</title><style>${STYLE}</style></head><body><main>`,
    `<h1>${escapeHtml(card.title)}</h1>`,
    ...(card.purpose === null ? [] : [`<p>${escapeHtml(card.purpose)}</p>`]),
    notices(card),
    `<p class="how">${escapeHtml(said('how', card))}</p>`,
    `<div class="cards">${card.indicators.map((indicator) => indicatorTable(card, indicator)).join('\n')}</div>`,
    ...(drawing === ''
      ? []
      : [`<h2>${said('scale', card)}</h2><p>${escapeHtml(said('scaleText', card))}</p>`, drawing]),
    `<h2>${said('total', card)}</h2>`,
    lookupTable(card),
    `<footer><p>${escapeHtml(said('formula', card))}. ${escapeHtml(said('rounding', card))}${grouped ? ` ${escapeHtml(said('groups', card))}` : ''} ${said('model', card)}: ${card.modelId}</p></footer>`,
    '</main></body></html>',
    '',
  ].join('\n')
}
