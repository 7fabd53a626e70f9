import type { Design } from '../../src/numeric/design.js'
import { type levelsBlock, readColumns, readJson, rowDesign, valuesBlock } from '../numeric/designs.js'

const FOLDER = 'tests/oracles/fit'

/** Firth's fit as the Python script computes it from the definition. */
export interface FirthOracle {
  readonly estimates: number[]
  readonly se: number[]
  readonly penalised: number
  readonly statistic: number[]
  readonly p: number[]
  readonly lower: number[]
  readonly upper: number[]
  readonly blockStatistic: number
}

type Sets<Of> = { readonly small: Of; readonly separated: Of }

/** Values of Python: numpy and scipy from the definition, scikit-learn, firthmodels. */
export const python = readJson<{
  readonly firth: Sets<FirthOracle>
  readonly package: Sets<Pick<FirthOracle, 'estimates' | 'lower' | 'upper'>>
  readonly ridge: { readonly ridge: number; readonly estimates: number[] }
  readonly weighted: { readonly events: number; readonly nonEvents: number; estimates: number[]; se: number[] }
}>(`${FOLDER}/expected.json`)

/** Values of R: brglm2, MASS, glmnet. */
export const r = readJson<{
  readonly firthSmall: Pick<FirthOracle, 'estimates' | 'se'>
  readonly firthSeparated: Pick<FirthOracle, 'estimates' | 'se'>
  readonly profile: Record<'lower' | 'upper' | 'gridLower' | 'gridUpper', number[]>
  readonly likelihoodRatio: Record<'df' | 'statistic' | 'p', number[]>
  readonly ridge: readonly { readonly lambda: number; readonly estimates: number[] }[]
}>(`${FOLDER}/expected-r.json`)

/** Rows of one data set of the oracles, one row a pattern. Columns x, z, and the two of `l` (levels 1 and 2). */
export const oracleDesign = (set: 'small' | 'separated'): Design => {
  const column = readColumns(`${FOLDER}/input.csv`)
  const kept = column('set').flatMap((name, i) => (name === set ? [i] : []))
  const numbers = (name: string): number[] => kept.map((i) => Number(column(name)[i]))
  const [l1, l2] = [numbers('l1'), numbers('l2')]
  const level: ReturnType<typeof levelsBlock> = {
    kind: 'coded',
    name: 'l',
    columns: ['l1', 'l2'],
    codes: Uint16Array.from(l1, (one, i) => one + 2 * (l2[i] as number)),
    table: Float64Array.of(0, 0, 1, 0, 0, 1),
  }
  return rowDesign([valuesBlock('x', numbers('x')), valuesBlock('z', numbers('z')), level], numbers('y'))
}

/** The same data with equal rows counted together and spread over patterns with several trials. */
export const grouped = (design: Design): Design => {
  const key = (i: number): string =>
    design.blocks.map((block) => (block.kind === 'values' ? block.values[i] : block.codes[i])).join('/')
  const first = new Map<string, number>()
  design.trials.forEach((_, i) => {
    if (!first.has(key(i))) first.set(key(i), i)
  })
  const places = [...first.values()]
  const index = new Map([...first.keys()].map((name, at) => [name, at]))
  const trials = new Float64Array(places.length)
  const events = new Float64Array(places.length)
  design.trials.forEach((count, i) => {
    const at = index.get(key(i)) as number
    trials[at]! += count
    events[at]! += design.events[i] as number
  })
  const blocks = design.blocks.map((block) =>
    block.kind === 'values'
      ? { ...block, values: Float64Array.from(places, (i) => block.values[i] as number) }
      : { ...block, codes: Uint16Array.from(places, (i) => block.codes[i] as number) },
  )
  return { blocks, trials, events }
}
