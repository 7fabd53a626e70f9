import type { Design } from '../src/numeric/design.js'
import { draws } from './support/draws.js'
import { writeNpy } from './support/npy.js'
import { ours } from './support/ours.js'
import type { Benchmark, Case, Context } from './support/types.js'

const CANDIDATES = 20
const LEVELS = 7
const MAIN = 'workbench: best nine with certificate'
const ABESS = 'abess (no certificate)'
const BRUTE = 'brute force in numpy'
const SUBSETS = 167_960

interface Rows {
  readonly codes: readonly Uint16Array[]
  /** Weight of evidence of each level, by candidate. */
  readonly tables: readonly Float64Array[]
  readonly outcome: Uint8Array
}

/** Twenty candidates in seven bins each, correlated through three causes; effects fall off slowly, so that many sets are nearly as good. */
const simulate = (rows: number): Rows => {
  const draw = draws(202)
  const tables = Array.from({ length: CANDIDATES }, () =>
    Float64Array.from({ length: LEVELS }, (_, level) => (level - 3) * 0.4 + 0.05 * draw.normal()),
  )
  const codes = tables.map(() => new Uint16Array(rows))
  const outcome = new Uint8Array(rows)
  for (let i = 0; i < rows; i += 1) {
    const causes = [draw.normal(), draw.normal(), draw.normal()]
    let eta = -2.6
    tables.forEach((table, j) => {
      const x = 0.55 * (causes[j % 3] as number) + 0.83 * draw.normal()
      const code = Math.max(0, Math.min(LEVELS - 1, Math.round(1.5 * x + 3)))
      ;(codes[j] as Uint16Array)[i] = code
      eta += 0.35 * 0.87 ** j * (table[code] as number)
    })
    outcome[i] = draw.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0
  }
  return { codes, tables, outcome }
}

const designOf = ({ codes, tables, outcome }: Rows, candidates: number): Design => ({
  blocks: codes.slice(0, candidates).map((column, j) => ({
    kind: 'coded',
    name: `x${j}`,
    columns: [`x${j}`],
    codes: column,
    table: tables[j] as Float64Array,
  })),
  trials: new Float64Array(outcome.length).fill(1),
  events: Float64Array.from(outcome),
})

interface Found {
  readonly set: readonly number[]
  readonly loglik: number
}

const places = (names: readonly string[]): readonly number[] => names.map((name) => Number(name.slice(1)))

const prepare = async (context: Context): Promise<Case> => {
  const rows = context.quick ? 2_000 : 20_000
  const data = simulate(rows)
  const { selectBest } = context.workbench.library
  const stamp = { study: 'bench', data: '0'.repeat(64), synthetic: true }
  const best = async (design: Design, size: number): Promise<Found> => {
    const { best, certificate } = await selectBest(design, { size, stamp, nearOptimal: 0 })
    if (certificate.subsetsPruned + certificate.subsetsFitted + certificate.collinear !== certificate.subsets) {
      throw new Error('the certificate does not cover all sets')
    }
    return { set: places(best.set), loglik: best.loglik }
  }
  const design = designOf(data, CANDIDATES)
  const small = await best(designOf(data, 10), 3)
  const own = await best(design, 9)
  const matrix = new Float64Array(rows * CANDIDATES)
  data.codes.forEach((column, j) => {
    for (let i = 0; i < rows; i += 1)
      matrix[j * rows + i] = (data.tables[j] as Float64Array)[column[i] as number] as number
  })
  const files = {
    matrix: writeNpy(`${context.folder}/x.npy`, matrix, [rows, CANDIDATES]),
    outcome: writeNpy(`${context.folder}/y.npy`, data.outcome),
  }
  const fits = context.quick ? 20 : 60
  return {
    size: `${rows.toLocaleString('en')} rows, 20 candidates of 7 bins, ${SUBSETS.toLocaleString('en')} sets of nine`,
    main: MAIN,
    contenders: [
      ours(MAIN, 'branch and bound with rigorous bounds, to the last set', () => best(design, 9)),
      await context.python(ABESS, {
        script: 'best_nine.py',
        task: 'abess',
        how: 'LogisticRegression(support_size=9): splicing, a local search',
        arguments: { ...files, size: 9 },
      }),
      await context.python(BRUTE, {
        script: 'best_nine.py',
        task: 'brute',
        how: 'Newton from zero for each set',
        arguments: { ...files, fits, best: own.set },
        extrapolated: {
          factor: SUBSETS / fits,
          because: `${fits} of ${SUBSETS.toLocaleString('en')} sets were fitted, drawn at random`,
        },
      }),
      {
        name: 'R bestglm',
        because:
          'refuses more than 15 candidates in a logistic model by its own documentation, and Debian has no package of it',
      },
    ],
    agree: (values) => {
      const abess = values.get(ABESS) as Found | undefined
      const brute = values.get(BRUTE) as { own: number; small: Found } | undefined
      return [
        ...(abess === undefined
          ? []
          : [
              {
                peer: ABESS,
                what: 'log-likelihood of its set above that of the certified best',
                difference: Math.max(0, abess.loglik - own.loglik),
                allowed: 1e-6,
              },
              {
                peer: ABESS,
                what: 'candidates of the certified best that it misses',
                difference: own.set.filter((one) => !abess.set.includes(one)).length,
                allowed: 9,
              },
            ]),
        ...(brute === undefined
          ? []
          : [
              {
                peer: BRUTE,
                what: 'log-likelihood of the certified set',
                difference: Math.abs(brute.own - own.loglik),
                allowed: 1e-6,
              },
              {
                peer: BRUTE,
                what: 'all 120 sets of three of the first ten: best log-likelihood',
                difference: Math.abs(brute.small.loglik - small.loglik),
                allowed: 1e-6,
              },
              {
                peer: BRUTE,
                what: 'the same: candidates that differ',
                difference: small.set.filter((one) => !brute.small.set.includes(one)).length,
                allowed: 0,
              },
            ]),
      ]
    },
    notes: [
      'abess answers another question: a good set, without proof that there is no better. It is here because it is what one would use. How far its set is from the best stands above.',
    ],
  }
}

/** Certified best subset. */
export const bestNine: Benchmark = {
  name: 'best-nine',
  title: 'Certified best nine of twenty',
  target: {
    text: 'at most 60 s',
    met: (medians, { main }) => (medians.get(main) ?? Number.POSITIVE_INFINITY) <= 60,
  },
  prepare,
}
