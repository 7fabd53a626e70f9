import type { Block, Design } from '../numeric/design.js'

const sameEntry = (block: Block, a: number, b: number): boolean =>
  block.kind === 'values' ? block.values[a] === block.values[b] : block.codes[a] === block.codes[b]

const taken = (block: Block, at: readonly number[]): Block =>
  block.kind === 'values'
    ? { ...block, values: Float64Array.from(at, (row) => block.values[row] as number) }
    : { ...block, codes: Uint16Array.from(at, (row) => block.codes[row] as number) }

/**
 * Patterns that were counted per stratum, as patterns with weighted counts: of each, Σ over strata of weight × count, in the order of the
 * strata, so that the sums come out the same on every run and core. A pattern whose weight is 0 is left out.
 * @param design patterns × strata, those of one pattern next to each other in increasing order of the stratum
 * @param strata stratum of each, and the weight of a row by stratum
 */
export const foldStrata = (
  design: Design,
  strata: { readonly stratum: Uint8Array; readonly weight: Float64Array },
): Design => {
  const first: number[] = []
  const trials: number[] = []
  const events: number[] = []
  let [rows, happened] = [0, 0]
  for (let at = 0; at < design.trials.length; at += 1) {
    const weight = strata.weight[strata.stratum[at] as number] as number
    if (!(weight > 0)) continue
    const last = first.length - 1
    const own = design.trials[at] as number
    const ownEvents = design.events[at] as number
    rows += own
    happened += ownEvents
    if (last >= 0 && design.blocks.every((block) => sameEntry(block, first[last] as number, at))) {
      trials[last] = (trials[last] as number) + weight * own
      events[last] = (events[last] as number) + weight * ownEvents
    } else {
      first.push(at)
      trials.push(weight * own)
      events.push(weight * ownEvents)
    }
  }
  return {
    blocks: design.blocks.map((block) => taken(block, first)),
    trials: Float64Array.from(trials),
    events: Float64Array.from(events),
    counted: { rows, events: happened },
  }
}
