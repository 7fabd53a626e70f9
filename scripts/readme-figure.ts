// Draws docs/recall.svg, the README's picture, from a run folder: `npm run picture -- runs/start/run`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js'
import { rankingResult } from '../data-schemas/results/ranking.js'
import { loadStudy } from '../src/contract/study.js'
import { labelOf } from '../src/report/words.js'

const run = process.argv[2] ?? 'runs/start/run'
const ranking = rankingResult.parse(JSON.parse(readFileSync(join(run, '07-ranking.json'), 'utf8')))
const study = loadStudy('data-schemas/studies/maatwerkscan.study.json')

const BLUE = '#0b5394'
const ORANGE = '#b45309'
const GREY = '#4b5563'
const percent = (value: number): number => 100 * value

const curve = [{ share: 0, recall: 0 }, ...ranking.test.curve]
  .filter(({ share }) => share <= 0.5)
  .map(({ share, recall }) => ({ x: percent(share), y: percent(recall) }))
const bands = ranking.test.atK.flatMap(({ k, recall: { lower, upper } }) =>
  lower === null || upper === null ? [] : [{ x: percent(k), y: percent(lower), y2: percent(upper) }],
)
const published = study.evaluation.published.flatMap(({ metric, k, value }) =>
  metric === 'recall' && k !== undefined
    ? [{ x: percent(k), y: percent(value), text: `published: ${percent(value)}%` }]
    : [],
)
const labels = new Map(
  study.evaluation.baselines.map((one) => [one.name, one.kind === 'rule' ? labelOf(one.label, one.name, 'en') : '']),
)
/** Where a label would lie on another. */
const BESIDE: Readonly<Record<string, object>> = {
  'prior-or-supplement': { dx: 0, dy: 17, align: 'center' },
  'left-6': { dx: 0, dy: 17, align: 'center' },
  'left-6-single-or-prior': { dx: 9, dy: -3 },
}
const rules = ranking.baselines.flatMap(({ kind, name, share, recall }) =>
  kind === 'rule' && share !== null && typeof recall === 'number'
    ? [{ x: percent(share), y: percent(recall), text: labels.get(name) ?? name, at: BESIDE[name] ?? {} }]
    : [],
)

const x = (title: string): PositionFieldDef<string> => ({
  field: 'x',
  type: 'quantitative',
  title,
  scale: { domain: [0, 50] },
  axis: { tickCount: 6 },
})
const y = (title: string): PositionFieldDef<string> => ({
  field: 'y',
  type: 'quantitative',
  title,
  scale: { domain: [0, 100] },
})
const place = { x: x('length of the list (% of people on WW)'), y: y('people at risk found (recall, %)') }
const words = (more: object) => ({ type: 'text', align: 'left', fontSize: 12, ...more }) as const

const spec: TopLevelSpec = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  title: {
    text: 'People at risk found, by length of the list',
    subtitle: 'Synthetic population, test year; bars: 95% person-clustered intervals; squares: simple rules',
    anchor: 'start',
    fontSize: 16,
    subtitleColor: GREY,
  },
  width: 720,
  height: 380,
  background: 'white',
  padding: 12,
  config: { font: 'system-ui, sans-serif', axis: { labelFontSize: 12, titleFontSize: 13, gridColor: '#e5e7eb' } },
  layer: [
    {
      data: { values: [{ x: 10 }, { x: 20 }] },
      mark: { type: 'rule', color: '#9ca3af', strokeDash: [2, 4] },
      encoding: { x: x('length of the list (% of people on WW)') },
    },
    {
      data: {
        values: [
          { x: 0, y: 0 },
          { x: 50, y: 50 },
        ],
      },
      mark: { type: 'line', color: GREY, strokeDash: [6, 4], strokeWidth: 1.5 },
      encoding: place,
    },
    { data: { values: curve }, mark: { type: 'line', color: BLUE, strokeWidth: 2.5 }, encoding: place },
    {
      data: { values: bands },
      mark: { type: 'rule', color: BLUE, strokeWidth: 7, opacity: 0.45 },
      encoding: { ...place, y2: { field: 'y2' } },
    },
    {
      data: { values: rules },
      mark: { type: 'point', shape: 'square', filled: true, size: 60, color: GREY, opacity: 1 },
      encoding: place,
    },
    ...rules.map(({ at, ...rule }) => ({
      data: { values: [rule] },
      mark: words({ dx: 9, dy: 2, color: GREY, fontSize: 11, ...at }),
      encoding: { ...place, text: { field: 'text' } },
    })),
    {
      data: { values: published },
      mark: { type: 'point', shape: 'diamond', filled: true, size: 190, color: ORANGE, opacity: 1 },
      encoding: place,
    },
    {
      data: { values: published },
      mark: words({ align: 'right', dx: -12, dy: -8, color: ORANGE, fontWeight: 'bold' }),
      encoding: { ...place, text: { field: 'text' } },
    },
    {
      data: { values: [{ x: 25.5, y: 88.5, text: 'nine indicators' }] },
      mark: words({ color: BLUE, fontWeight: 'bold', align: 'right' }),
      encoding: { ...place, text: { field: 'text' } },
    },
    {
      data: { values: [{ x: 36, y: 32, text: 'a list drawn at random' }] },
      mark: words({ color: GREY }),
      encoding: { ...place, text: { field: 'text' } },
    },
  ],
}

const svg = await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()
const named = `<title>People at risk found, by length of the list. Synthetic population, test year.</title><desc>The curve of the nine-indicator model passes close to the published 63% at 10% and 77% at 20%, and lies above every simple rule at equal length.</desc>`
mkdirSync('docs', { recursive: true })
writeFileSync('docs/recall.svg', `${svg.replace(/^(<svg [^>]*>)/, `$1${named}`)}\n`)
