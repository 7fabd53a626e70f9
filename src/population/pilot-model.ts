import type { Block } from '../numeric/design.js'
import { fitLogistic } from '../numeric/logistic.js'
import { sigma } from './curve.js'
import { municipalities } from './municipalities.js'
import { parameters } from './parameters.js'
import { modelParameters as m } from './pilot-parameters.js'
import type { Store } from './store.js'

/** The nine features of one weekly row, as codes. */
export interface Codes {
  readonly prior: number
  readonly age: number
  readonly right: number
  readonly single: number
  readonly municipality: number
  readonly left: number
  readonly amount: number
  readonly side: number
  readonly supplement: number
}

/** Predicted probability of bijstand within 12 months of the week. */
export type PilotModel = (codes: Codes) => number

const features = ['prior', 'age', 'right', 'single', 'municipality', 'left', 'amount', 'side', 'supplement'] as const

const levels: Readonly<Record<(typeof features)[number], number>> = {
  prior: 2,
  age: m.age.length + 1,
  right: m.right.length + 1,
  single: 2,
  municipality: municipalities.length,
  left: m.left.length + 1,
  amount: m.amount.length + 1,
  side: 2,
  supplement: 2,
}

/** Index of the bin that holds x: the number of cut points at or below it. */
export const binOf = (x: number, edges: readonly number[]): number => edges.filter((edge) => x >= edge).length

const binSql = (column: string, edges: readonly number[]): string =>
  edges.map((edge) => `CASE WHEN ${column} >= ${edge} THEN 1 ELSE 0 END`).join(' + ')

const patternsSql = `SELECT prior, age, right_months, single, municipality, months_left, amount, side, supplement,
    count(*) AS trials, count(*) FILTER (enters) AS events FROM (
  SELECT prior, ${binSql('age', m.age)} AS age, ${binSql('right_months', m.right)} AS right_months, single, municipality,
    ${binSql('months_left', m.left)} AS months_left, ${binSql('cents / 100', m.amount)} AS amount, side, supplement,
    start_week > week AND start_week <= week + ${parameters.yearWeeks} AS enters
  FROM (SELECT *, unnest(range(first_week, least(last_week, ${m.untilWeek}) + 1)) AS week FROM runs) r JOIN people USING (person)
  WHERE week % ${m.every} = 0)
  GROUP BY ALL ORDER BY ALL`

const columnOf: Readonly<Record<(typeof features)[number], string>> = {
  prior: 'prior',
  age: 'age',
  right: 'right_months',
  single: 'single',
  municipality: 'municipality',
  left: 'months_left',
  amount: 'amount',
  side: 'side',
  supplement: 'supplement',
}

const logit = (p: number): number => Math.log(p / (1 - p))

interface Patterns {
  readonly codes: Readonly<Record<(typeof features)[number], Uint16Array>>
  readonly trials: Float64Array
  readonly events: Float64Array
}

const readPatterns = async (store: Store): Promise<Patterns> => {
  const rows = await store.rows(patternsSql)
  const codes = Object.fromEntries(
    features.map((name) => [name, Uint16Array.from(rows, (row) => Number(row[columnOf[name]]))]),
  ) as Patterns['codes']
  return {
    codes,
    trials: Float64Array.from(rows, (row) => Number(row['trials'])),
    events: Float64Array.from(rows, (row) => Number(row['events'])),
  }
}

/** Log-odds of each code against the overall rate, shrunk with pseudo-people at that rate. */
const evidence = ({ codes, trials, events }: Patterns, name: (typeof features)[number]): Float64Array => {
  const n = new Float64Array(levels[name])
  const y = new Float64Array(levels[name])
  let total = 0
  let entered = 0
  codes[name].forEach((code, i) => {
    n[code] = (n[code] as number) + (trials[i] as number)
    y[code] = (y[code] as number) + (events[i] as number)
    total += trials[i] as number
    entered += events[i] as number
  })
  const rate = entered / total
  const pseudo = name === 'municipality' ? m.pseudoPeopleMunicipality : m.pseudoPeople
  return n.map((count, code) => logit(((y[code] as number) + pseudo * rate) / (count + pseudo)) - logit(rate))
}

/** Age in levels: one column for each code but the first. */
const ageLevels = (): Float64Array => {
  const width = levels.age - 1
  const table = new Float64Array(levels.age * width)
  for (let code = 1; code < levels.age; code += 1) table[code * width + code - 1] = 1
  return table
}

/** Fits the national nine-feature model on the raw tables: every fourth week of the first year, people pooled. */
export const fitPilotModel = async (store: Store): Promise<PilotModel> => {
  const patterns = await readPatterns(store)
  const tables = Object.fromEntries(
    features.map((name) => [name, name === 'age' ? ageLevels() : evidence(patterns, name)]),
  ) as Record<(typeof features)[number], Float64Array>
  const blocks = features.map((name): Block => {
    const columns = name === 'age' ? Array.from({ length: levels.age - 1 }, (_, i) => `age ${i + 1}`) : [name]
    return { kind: 'coded', name, columns, codes: patterns.codes[name], table: tables[name] }
  })
  const fit = fitLogistic({ blocks, trials: patterns.trials, events: patterns.events }, { ridge: 1 })
  const points = features.map((name) => {
    const first = fit.names.indexOf(name === 'age' ? 'age 1' : name)
    const width = name === 'age' ? levels.age - 1 : 1
    return Float64Array.from({ length: levels[name] }, (_, code) => {
      let sum = 0
      for (let j = 0; j < width; j += 1)
        sum += (tables[name][code * width + j] as number) * (fit.estimates[first + j] as number)
      return sum
    })
  })
  const constant = fit.estimates[0] as number
  return (codes) =>
    sigma(features.reduce((sum, name, i) => sum + ((points[i] as Float64Array)[codes[name]] as number), constant))
}
