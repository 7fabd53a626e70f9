import { WorkbenchError } from '../errors.js'
import { type Block, type Design, width } from './design.js'

const invalid = (expected: string, found: string): never => {
  throw new WorkbenchError('invalid-design', {
    expected,
    found,
    where: 'design',
    advice: 'this is a bug in what built the design, or a value that the contract should have refused',
  })
}

const allFinite = (values: Float64Array): boolean => {
  for (let i = 0; i < values.length; i += 1) if (!Number.isFinite(values[i])) return false
  return true
}

const allUnder = (codes: Uint16Array, bound: number): boolean => {
  for (let i = 0; i < codes.length; i += 1) if ((codes[i] as number) >= bound) return false
  return true
}

const checkBlock = (block: Block, rows: number): void => {
  const entries = block.kind === 'values' ? block.values : block.codes
  if (entries.length !== rows) invalid(`${rows} entries in "${block.name}"`, `${entries.length}`)
  if (width(block) === 0) return
  if (block.kind === 'values') {
    if (width(block) !== 1) invalid(`one column in "${block.name}"`, `${width(block)}`)
    if (!allFinite(block.values)) invalid(`finite values in "${block.name}"`, 'NaN or an infinity')
    return
  }
  const codes = block.table.length / width(block)
  if (!Number.isInteger(codes)) invalid(`whole rows in the table of "${block.name}"`, `${codes} rows`)
  if (!allUnder(block.codes, codes)) invalid(`codes under ${codes} in "${block.name}"`, 'a larger code')
  if (!allFinite(block.table)) invalid(`finite values in the table of "${block.name}"`, 'NaN or an infinity')
}

/** Throws `invalid-design` when lengths differ, a number is not finite, a code has no row in its table, or counts are impossible. */
export const checkDesign = (design: Design, offset?: Float64Array): void => {
  const rows = design.trials.length
  if (design.events.length !== rows) invalid(`${rows} event counts`, `${design.events.length}`)
  if (offset !== undefined && offset.length !== rows) invalid(`${rows} offsets`, `${offset.length}`)
  if (offset !== undefined && !allFinite(offset)) invalid('finite offsets', 'NaN or an infinity')
  for (let i = 0; i < rows; i += 1) {
    const trials = design.trials[i] as number
    const events = design.events[i] as number
    if (!(trials >= 0 && trials < Infinity)) invalid('trials of 0 or more', 'a negative or undefined count')
    if (!(events >= 0 && events <= trials)) invalid('events between 0 and trials', 'a count outside that range')
  }
  for (const block of design.blocks) checkBlock(block, rows)
}
