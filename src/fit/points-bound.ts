import { WorkbenchError } from '../errors.js'
import { rankReport } from '../numeric/cholesky.js'
import type { Block, Design } from '../numeric/design.js'
import { likelihood } from '../numeric/information.js'
import { fitLogistic } from '../numeric/logistic.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { levelBlock, levelCounts, splitBlocks } from './level-blocks.js'

/** True for the rows that stay: those of no level in which all rows have the same outcome. */
const mixedRows = (design: Design): Uint8Array => {
  const { coded, levels } = splitBlocks(design)
  const kept = Uint8Array.from(design.trials, (count) => (count > 0 ? 1 : 0))
  for (let changed = true; changed; ) {
    changed = false
    const trials = design.trials.map((count, i) => count * (kept[i] as number))
    const events = design.events.map((count, i) => count * (kept[i] as number))
    coded.forEach((block, b) => {
      const counts = levelCounts(block, levels[b] as number, { trials, events })
      block.codes.forEach((code, i) => {
        const all = counts.trials[code] as number
        const yes = counts.events[code] as number
        if (kept[i] === 1 && (yes === 0 || yes === all)) {
          kept[i] = 0
          changed = true
        }
      })
    })
  }
  return kept
}

const onlyRows = (design: Design, rows: readonly number[]): Design => ({
  trials: Float64Array.from(rows, (i) => design.trials[i] as number),
  events: Float64Array.from(rows, (i) => design.events[i] as number),
  blocks: design.blocks.map((block) =>
    block.kind === 'values'
      ? { ...block, values: Float64Array.from(rows, (i) => block.values[i] as number) }
      : { ...block, codes: Uint16Array.from(rows, (i) => block.codes[i] as number) },
  ),
})

/** One column for each level but the most common, and the linear columns. */
const freeLevels = (design: Design): readonly Block[] => {
  const { coded, linear, levels } = splitBlocks(design)
  const free = coded.map((block, b) => {
    const { trials } = levelCounts(block, levels[b] as number, design)
    const reference = trials.indexOf(Math.max(...trials))
    return levelBlock(block, levels[b] as number, (code) => code !== reference && (trials[code] as number) > 0)
  })
  return [...free, ...linear].filter((block) => block.columns.length > 0)
}

/** The blocks with only the columns that stand on their own: the same models, each once. */
const independent = (design: Design): Design => {
  const own = likelihood(design.blocks, { ...design, offset: undefined }, true)
  const { basis } = rankReport(own.gram(), own.size, { fixed: 1 })
  let at = 1
  const blocks = design.blocks.flatMap((block): readonly Block[] => {
    const kept = block.columns.map((_, c) => c).filter((c) => basis.includes(at + c))
    const width = block.columns.length
    at += width
    if (kept.length === 0) return []
    if (block.kind === 'values') return [block]
    const codes = block.table.length / width
    const table = Float64Array.from({ length: codes * kept.length }, (_, cell) => {
      const code = Math.floor(cell / kept.length)
      return block.table[code * width + (kept[cell % kept.length] as number)] as number
    })
    return [{ ...block, columns: kept.map((c) => block.columns[c] as string), table }]
  })
  return { ...design, blocks }
}

/**
 * Upper bound on the log-likelihood of every card that adds a number for each level, whole or not, of any scale, with any linear
 * slopes: the maximum with each level free. Rows of a level without both outcomes count 0, the most that any card can give them, so
 * the bound stays finite and true. Undefined when several levels together separate the outcomes.
 */
export const pointsBound = (design: Design): number | Undefined => {
  const kept = mixedRows(design)
  const rows = [...kept.keys()].filter((i) => kept[i] === 1)
  const part = onlyRows(design, rows)
  const events = part.events.reduce((sum, count) => sum + count, 0)
  const trials = part.trials.reduce((sum, count) => sum + count, 0)
  if (events === 0 || events === trials) return 0
  try {
    return fitLogistic(independent({ ...part, blocks: freeLevels(part) })).loglik
  } catch (error) {
    if (!(error instanceof WorkbenchError) || !['separation', 'not-converged'].includes(error.code)) throw error
    return undefinedBecause('levels separate the outcomes together: only 0 bounds the log-likelihood')
  }
}
