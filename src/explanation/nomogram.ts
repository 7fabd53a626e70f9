import type { Card, CardIndicator } from './card.js'
import { riskText, said } from './card-text.js'
import { escapeHtml } from './escape-html.js'

const WIDTH = 1000
const LEFT = 300
const RIGHT = 970
const LINE = 20
const TOP = 34

const pointsOf = ({ rows }: CardIndicator): readonly number[] => rows.map(({ points }) => points)

/** Round numbers between two ends, about as many as asked. */
const ticks = (low: number, high: number, about: number): readonly number[] => {
  const raw = Math.max(high - low, 1) / about
  const size = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].map((by) => by * size).find((by) => by >= raw) ?? raw
  const first = Math.ceil(low / step)
  const last = Math.floor(high / step)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
}

const scaleOf = (low: number, high: number): ((value: number) => number) => {
  const span = Math.max(high - low, 1)
  return (value) => Math.round((LEFT + ((value - low) / span) * (RIGHT - LEFT)) * 10) / 10
}

const shorten = (text: string): string => ([...text].length > 32 ? `${[...text].slice(0, 31).join('')}…` : text)

const indicatorLine = (indicator: CardIndicator, y: number, x: (points: number) => number): string => {
  const points = pointsOf(indicator)
  const marks = [...new Set(points)].map((value) => `<path d="M${x(value)} ${y - 5}v10"/>`).join('')
  return (
    `<text x="${LEFT - 24}" y="${y + 5}" text-anchor="end">${escapeHtml(shorten(indicator.label))}</text>` +
    `<g class="ink"><path d="M${x(Math.min(...points))} ${y}H${x(Math.max(...points))}"/>${marks}</g>`
  )
}

const axis = (values: readonly number[], y: number, x: (points: number) => number): string =>
  values
    .map(
      (value) =>
        `<text x="${x(value)}" y="${y}" text-anchor="middle">${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value)}</text>`,
    )
    .join('')

const totalScale = (card: Card, y: number): string => {
  const [low, high] = [card.lookup[0]?.points ?? 0, card.lookup.at(-1)?.points ?? 1]
  const x = scaleOf(low, high)
  const shown = ticks(low, high, 9)
    .map((points) => card.lookup.find((entry) => entry.points === points))
    .filter((entry) => entry !== undefined)
  const marks = shown.map(
    ({ points, probability }) =>
      `<path class="ink" d="M${x(points)} ${y - 6}v12"/><text x="${x(points)}" y="${y - 12}" text-anchor="middle">${points}</text>` +
      `<text class="strong" x="${x(points)}" y="${y + 24}" text-anchor="middle">${riskText(probability, card.language)}</text>`,
  )
  return (
    `<text x="${LEFT - 24}" y="${y - 12}" text-anchor="end">${said('points', card)}</text><text class="strong" x="${LEFT - 24}" y="${y + 24}" text-anchor="end">${said('risk', card)}</text>` +
    `<path class="ink" d="M${LEFT} ${y}H${RIGHT}"/>${marks.join('')}`
  )
}

/**
 * The card as a drawing: a line per indicator on one scale of points, and the scale from total to probability. Inline SVG with a title and
 * a description; meaning is in place and text, never in colour alone. Empty for a card without levels.
 */
export const nomogram = (card: Card): string => {
  const levelled = card.indicators.filter(({ rows }) => rows.length > 0)
  if (levelled.length === 0) return ''
  const all = [0, ...levelled.flatMap(pointsOf)]
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const x = scaleOf(low, high)
  const marks = ticks(low, high, 8)
  const bottom = TOP + levelled.length * LINE
  const height = bottom + 66
  const grid = marks.map(
    (value) => `<path class="${value === 0 ? 'zero' : 'grid'}" d="M${x(value)} ${TOP - 10}V${bottom - 8}"/>`,
  )
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="scale-title scale-text">`,
    `<title id="scale-title">${escapeHtml(said('scaleTitle', card))}</title><desc id="scale-text">${escapeHtml(said('scaleText', card))}</desc>`,
    ...grid,
    axis(marks, TOP - 16, x),
    `<text class="soft" x="${LEFT - 24}" y="${TOP - 16}" text-anchor="end">${said('points', card)}</text>`,
    ...levelled.map((indicator, index) => indicatorLine(indicator, TOP + 6 + index * LINE, x)),
    totalScale(card, bottom + 36),
    '</svg>',
  ].join('\n')
}
