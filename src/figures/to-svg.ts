import { escapeHtml } from '../explanation/escape-html.js'
import { sayIn } from './context.js'
import type { Figure } from './figure.js'
import { PALETTE } from './palette.js'
import { drawMark } from './svg/draw-marks.js'
import type { Drawing, Field } from './svg/drawing.js'
import { element, textElement } from './svg/element.js'
import { drawKey } from './svg/key.js'
import { type Box, LABEL_SIZE, type PlacedLabel, placeLabels } from './svg/place-labels.js'
import { scaleOf } from './svg/scale.js'
import { textWidth, wrapText } from './svg/text-size.js'
import { tipsOf } from './svg/tips.js'

const WIDTH = 760
const PAD = 16
const TICK = 12
const HEIGHT = 340
const ROW = { plain: 34, cells: 26 } as const

interface Head {
  readonly shapes: readonly string[]
  readonly bottom: number
}

const drawHead = (figure: Figure): Head => {
  const room = WIDTH - 2 * PAD
  const titles = wrapText(figure.title, 17, room)
  const subtitles = wrapText(figure.subtitle, 13, room)
  const subtitlesTop = PAD + 16 + 21 * titles.length
  const shapes = [
    ...titles.map((line, index) =>
      textElement(line, {
        x: PAD,
        y: PAD + 14 + 21 * index,
        'font-size': 17,
        'font-weight': 'bold',
        fill: PALETTE.ink,
      }),
    ),
    ...subtitles.map((line, index) =>
      textElement(line, { x: PAD, y: subtitlesTop + 17 * index, 'font-size': 13, fill: PALETTE.grey }),
    ),
  ]
  const keyTop = subtitlesTop + 17 * subtitles.length
  const key = drawKey(figure.marks, { left: PAD, top: keyTop, width: room })
  return { shapes: [...shapes, ...key.shapes], bottom: keyTop + key.height }
}

const hasCells = (figure: Figure): boolean => figure.marks.some(({ kind }) => kind === 'heat' || kind === 'classes')

const plotHeight = (figure: Figure): number =>
  figure.y.scale === 'category'
    ? (figure.y.categories ?? []).length * (hasCells(figure) ? ROW.cells : ROW.plain) + (hasCells(figure) ? 0 : 20)
    : HEIGHT

const leftMargin = (figure: Figure): number => {
  const probe = scaleOf(figure, 'y', { from: HEIGHT, to: 0, ticks: 6 })
  const widest = probe.ticks.reduce((most, { text }) => Math.max(most, textWidth(text, TICK)), 0)
  return PAD + Math.min(widest, 300) + 10
}

const fieldOf = (figure: Figure, plot: Box): Field => {
  const top = figure.y.scale === 'category' && !hasCells(figure) ? plot.top + 20 : plot.top
  const downward = figure.y.scale === 'category'
  return {
    x: scaleOf(figure, 'x', { from: plot.left, to: plot.right, ticks: 7 }),
    y: scaleOf(
      figure,
      'y',
      downward ? { from: top, to: plot.bottom, ticks: 6 } : { from: plot.bottom, to: plot.top, ticks: 6 },
    ),
    plot,
  }
}

const drawAxes = (figure: Figure, { x, y, plot }: Field): readonly string[] => {
  const cells = hasCells(figure)
  const wide = x.ticks.reduce((most, { text }) => Math.max(most, textWidth(text, TICK)), 0)
  const turned = figure.x.scale === 'category' && wide > x.band - 4
  const below = plot.bottom + 17
  return [
    ...(cells || figure.x.scale === 'category'
      ? []
      : x.ticks.map(({ at }) =>
          element('path', {
            d: `M${at.toFixed(1)} ${plot.top}V${plot.bottom}`,
            stroke: PALETTE.faint,
            'stroke-width': 1,
          }),
        )),
    ...(cells || figure.y.scale === 'category'
      ? []
      : y.ticks.map(({ at }) =>
          element('path', {
            d: `M${plot.left} ${at.toFixed(1)}H${plot.right}`,
            stroke: PALETTE.faint,
            'stroke-width': 1,
          }),
        )),
    ...x.ticks.map(({ at, text }) =>
      textElement(text, {
        x: at,
        y: below,
        'text-anchor': turned ? 'end' : 'middle',
        transform: turned ? `rotate(-35 ${at.toFixed(1)} ${below})` : undefined,
        fill: PALETTE.ink,
      }),
    ),
    ...y.ticks.map(({ at, text }) =>
      textElement(text, { x: plot.left - 8, y: at + 4, 'text-anchor': 'end', fill: PALETTE.ink }),
    ),
  ]
}

/** Room under the plot for the labels of the horizontal axis. */
const footHeight = (figure: Figure, { x }: Field): number => {
  const wide = x.ticks.reduce((most, { text }) => Math.max(most, textWidth(text, TICK)), 0)
  return figure.x.scale === 'category' && wide > x.band - 4 ? 24 + Math.min(140, 0.6 * wide) : 26
}

const drawAll = (figure: Figure, field: Field): readonly Drawing[] => figure.marks.map((mark) => drawMark(mark, field))

const placed = (drawings: readonly Drawing[], room: Box): readonly PlacedLabel[] =>
  placeLabels(
    drawings.flatMap(({ wishes }) => wishes),
    { room, obstacles: drawings.flatMap(({ obstacles }) => obstacles) },
  )

/** Width that labels need to the right of the plot. */
const overflow = (drawings: readonly Drawing[], plot: Box): number =>
  drawings
    .flatMap(({ wishes }) => wishes)
    .filter(({ sides }) => sides[0] === 'right')
    .reduce((most, { text, beside }) => {
      const over = beside.right + 8 + textWidth(text, LABEL_SIZE) - plot.right
      return Math.max(most, over)
    }, 0)

const footText = ({ source, language }: Figure): string => {
  const say = sayIn({ language })
  const origin = `${say('study', 'studie')} ${source.study} · ${say('data', 'gegevens')} ${source.data.slice(0, 12)}`
  return source.synthetic
    ? `${say('SYNTHETIC DATA: no person in it exists', 'SYNTHETISCHE GEGEVENS: geen persoon hierin bestaat')} · ${origin}`
    : origin
}

const drawLeaders = (labels: readonly PlacedLabel[]): readonly string[] =>
  labels.flatMap(({ leader }) =>
    leader === null
      ? []
      : [
          element('path', {
            d: `M${leader.map((part) => part.toFixed(1)).join(' ')}`,
            stroke: PALETTE.grey,
            fill: 'none',
          }),
        ],
  )

const drawLabels = (labels: readonly PlacedLabel[]): readonly string[] =>
  labels.map(({ text, x, y, colour, bold }) =>
    textElement(text, {
      x,
      y,
      fill: colour,
      'font-weight': bold ? 'bold' : undefined,
      stroke: PALETTE.white,
      'stroke-width': 3,
      'paint-order': 'stroke',
      'stroke-linejoin': 'round',
    }),
  )

/** Axis titles: that of the vertical axis stands level, above it. */
const axisTitles = (figure: Figure, plot: Box, foot: number): readonly string[] => [
  ...(figure.y.title === ''
    ? []
    : [textElement(figure.y.title, { x: PAD, y: plot.top - 14, 'font-size': 12.5, fill: PALETTE.grey })]),
  ...(figure.x.title === ''
    ? []
    : [
        textElement(figure.x.title, {
          x: (plot.left + plot.right) / 2,
          y: plot.bottom + foot + 12,
          'font-size': 12.5,
          'text-anchor': 'middle',
          fill: PALETTE.grey,
        }),
      ]),
]

const layOut = (figure: Figure, head: Head): { readonly field: Field; readonly drawings: readonly Drawing[] } => {
  const top = head.bottom + (figure.y.title === '' ? 10 : 30)
  const bottom = top + plotHeight(figure)
  const plotTo = (right: number): Box => ({ left: leftMargin(figure), top, right, bottom })
  const widest = WIDTH - PAD - 10
  const first = fieldOf(figure, plotTo(widest))
  const over = Math.min(260, overflow(drawAll(figure, first), first.plot))
  const field = over <= 0 ? first : fieldOf(figure, plotTo(widest - over))
  return { field, drawings: drawAll(figure, field) }
}

/**
 * The figure as a static SVG picture, drawn without a browser: 760 wide, white, named and described for a screen reader, letters of 12 pixels
 * or more. The same figure gives the same bytes.
 * @param options `tips`: with unseen shapes that carry the value under the pointer, for a page whose script shows them
 */
export const toSvg = (figure: Figure, { tips = false }: { readonly tips?: boolean } = {}): string => {
  const head = drawHead(figure)
  const { field, drawings } = layOut(figure, head)
  const { plot } = field
  const foot = footHeight(figure, field)
  const height = plot.bottom + foot + (figure.x.title === '' ? 4 : 20) + 30
  const name = `figure-${figure.id}-${figure.language}`
  const room = { left: plot.left + 2, top: head.bottom, right: WIDTH - 4, bottom: plot.bottom }
  const labels = placed(drawings, room)
  const cut = figure.x.limit !== undefined || figure.y.limit !== undefined
  const shapes = drawings.flatMap((drawing) => drawing.shapes).join('\n')
  const clip = element(
    'clipPath',
    { id: `${name}-plot` },
    element('rect', { x: plot.left, y: plot.top, width: plot.right - plot.left, height: plot.bottom - plot.top }),
  )
  const children = [
    `<title id="${name}-title">${escapeHtml(figure.title)}</title>`,
    `<desc id="${name}-desc">${escapeHtml(figure.alternative)}</desc>`,
    element('rect', { width: WIDTH, height, fill: PALETTE.white }),
    ...head.shapes,
    ...drawAxes(figure, field),
    ...drawLeaders(labels),
    ...(cut ? [clip, element('g', { 'clip-path': `url(#${name}-plot)` }, shapes)] : [shapes]),
    ...drawLabels(labels),
    ...axisTitles(figure, plot, foot),
    ...(tips ? tipsOf(figure, field) : []),
    textElement(footText(figure), { x: PAD, y: height - 10, fill: PALETTE.grey }),
  ]
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: WIDTH,
      height,
      viewBox: `0 0 ${WIDTH} ${Math.round(height * 100) / 100}`,
      role: 'img',
      lang: figure.language,
      'aria-labelledby': `${name}-title ${name}-desc`,
      'font-family': 'Arial, Helvetica, sans-serif',
    },
    `\n${children.join('\n')}\n`,
  )
}
