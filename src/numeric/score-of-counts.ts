import type { Block } from './design.js'
import { codeScores } from './linear-predictor.js'
import { addLookups, addToTables, type Lookup, STRETCH, type Stretch, stretches } from './lookups.js'

/** Counts of each pattern; a pattern may have none. */
export interface Counted {
  readonly trials: Float64Array
  readonly events: Float64Array
}

const kept = (numbers: Float64Array, rows: Int32Array): Float64Array => {
  const out = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i += 1) out[i] = numbers[rows[i] as number] as number
  return out
}

const keptBlock = (block: Block, rows: Int32Array): Block => {
  if (block.kind === 'values') return { ...block, values: kept(block.values, rows) }
  const codes = new Uint16Array(rows.length)
  for (let i = 0; i < rows.length; i += 1) codes[i] = block.codes[rows[i] as number] as number
  return { ...block, codes }
}

/** The patterns that hold a row: the others add nothing to a sum. */
const inhabited = (
  blocks: readonly Block[],
  counts: Counted,
): { readonly blocks: readonly Block[]; readonly counts: Counted } => {
  const { trials, events } = counts
  const rows = new Int32Array(trials.length)
  let found = 0
  for (let i = 0; i < trials.length; i += 1) {
    if (trials[i] === 0) continue
    rows[found] = i
    found += 1
  }
  if (found === trials.length) return { blocks, counts }
  const own = rows.subarray(0, found)
  return {
    blocks: blocks.map((block) => keptBlock(block, own)),
    counts: { trials: kept(trials, own), events: kept(events, own) },
  }
}

/** Turns log-odds into what the events have more than expected, in place; returns `sum` with all of those added. */
const toResiduals = (
  eta: Float64Array,
  { trials, events }: Counted,
  at: Stretch & { readonly sum: number },
): number => {
  let { sum } = at
  for (let i = 0, row = at.from; i < at.count; i += 1, row += 1) {
    const residual = (events[row] as number) - (trials[row] as number) / (1 + Math.exp(-(eta[i] as number)))
    eta[i] = residual
    sum += residual
  }
  return sum
}

/** Consecutive blocks with codes, or one with values; `at` is the first column of each. */
interface Run {
  readonly blocks: readonly Block[]
  readonly at: readonly number[]
}

const runsOf = (blocks: readonly Block[]): readonly Run[] => {
  const runs: { blocks: Block[]; at: number[] }[] = []
  let at = 1
  for (const block of blocks) {
    const last = runs.at(-1)
    if (block.columns.length > 0) {
      if (block.kind === 'coded' && last?.blocks[0]?.kind === 'coded') {
        last.blocks.push(block)
        last.at.push(at)
      } else runs.push({ blocks: [block], at: [at] })
    }
    at += block.columns.length
  }
  return runs
}

/** What a run does on each stretch, at one value of the estimates. */
interface Pass {
  readonly predict: (eta: Float64Array, stretch: Stretch) => void
  readonly gather: (residual: Float64Array, stretch: Stretch) => void
  readonly finish: (score: Float64Array) => void
}

const valuesPass = (values: Float64Array, at: number, estimate: number): Pass => {
  let sum = 0
  return {
    predict: (eta, { from, count }) => {
      for (let i = 0; i < count; i += 1) eta[i] = (eta[i] as number) + estimate * (values[from + i] as number)
    },
    gather: (residual, { from, count }) => {
      for (let i = 0; i < count; i += 1) sum += (residual[i] as number) * (values[from + i] as number)
    },
    finish: (score) => {
      score[at] = sum
    },
  }
}

const codedPass = (run: Run, estimates: Float64Array): Pass => {
  const blocks = run.blocks as readonly (Block & { kind: 'coded' })[]
  const scores = blocks.map((block, j): Lookup => {
    const at = run.at[j] as number
    return { codes: block.codes, table: codeScores(block, estimates.subarray(at, at + block.columns.length)) }
  })
  const sums = scores.map(({ codes, table }): Lookup => ({ codes, table: new Float64Array(table.length) }))
  return {
    predict: (eta, stretch) => addLookups(eta, scores, stretch),
    gather: (residual, stretch) => addToTables(sums, residual, stretch),
    finish: (score) => {
      blocks.forEach(({ table, columns }, j) => {
        const at = run.at[j] as number
        sums[j]?.table.forEach((sum, code) => {
          for (let c = 0; c < columns.length; c += 1) {
            score[at + c]! += sum * (table[code * columns.length + c] as number)
          }
        })
      })
    },
  }
}

/**
 * First derivative of the logistic log-likelihood of the counts, as a function of the estimates (intercept first, then the blocks' columns).
 * Sums run in the order of the patterns; patterns without rows are left out once, before the passes.
 */
export const scoreOfCounts = (
  blocks: readonly Block[],
  counts: Counted,
): ((estimates: Float64Array) => Float64Array) => {
  const own = inhabited(blocks, counts)
  const runs = runsOf(own.blocks)
  const eta = new Float64Array(STRETCH)
  return (estimates) => {
    const score = new Float64Array(estimates.length)
    const passes = runs.map((run): Pass => {
      const [block, at] = [run.blocks[0] as Block, run.at[0] as number]
      return block.kind === 'values' ? valuesPass(block.values, at, estimates[at] as number) : codedPass(run, estimates)
    })
    let sum = 0
    stretches(own.counts.trials.length, (stretch) => {
      eta.fill(estimates[0] as number, 0, stretch.count)
      for (const pass of passes) pass.predict(eta, stretch)
      sum = toResiduals(eta, own.counts, { ...stretch, sum })
      for (const pass of passes) pass.gather(eta, stretch)
    })
    score[0] = sum
    for (const pass of passes) pass.finish(score)
    return score
  }
}
