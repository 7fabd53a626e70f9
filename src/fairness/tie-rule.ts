import type { FairnessResult } from '../../data-schemas/results/fairness.js'
import { suppress } from '../disclosure/suppress.js'
import { hiddenCells } from './group-cells.js'

type TieRule = FairnessResult['attributes'][number]['tieRule']

/** Rows at the cut, and who of them is listed. */
export interface TiedRows {
  readonly chance: Float64Array
  /** Production's list; null when no tie-break is named. */
  readonly listed: Uint8Array | null
  readonly person: Int32Array
}

interface Tally {
  readonly tied: Float64Array
  readonly people: readonly Set<number>[]
  readonly expected: Float64Array
  readonly production: Float64Array
}

const tally = (rows: TiedRows, codes: Int32Array, groups: number): Tally => {
  const out: Tally = {
    tied: new Float64Array(groups),
    people: Array.from({ length: groups }, () => new Set<number>()),
    expected: new Float64Array(groups),
    production: new Float64Array(groups),
  }
  for (let row = 0; row < codes.length; row += 1) {
    const chance = rows.chance[row] as number
    const group = codes[row] as number
    if (group < 0 || chance <= 0 || chance >= 1) continue
    out.tied[group]! += 1
    out.people[group]!.add(rows.person[row] as number)
    out.expected[group]! += chance
    out.production[group]! += rows.listed?.[row] ?? 0
  }
  return out
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)

/**
 * Fairness of the tie rule: which groups the people tied at the cut belong to, and which share of the places each gets
 * when places are drawn at random and under production's tie-break. Groups are hidden under `minimum` people.
 */
export const tieRule = (
  rows: TiedRows,
  by: { readonly codes: Int32Array; readonly names: readonly string[] },
  minimum: number,
): TieRule => {
  const counts = tally(rows, by.codes, by.names.length)
  const people = counts.people.map((set) => set.size)
  const hidden = hiddenCells(
    people,
    people.map((count) => count > 0),
    minimum,
  )
  const places = sum(counts.expected)
  const drawn = sum(counts.production)
  const everyone = people.reduce((total, count) => total + count, 0)
  const few = suppress(everyone, minimum) === null
  return {
    tied: few ? null : sum(counts.tied),
    drawn: few ? null : Math.round(places),
    groups: by.names.map((value, group) => ({
      value,
      tied: hidden[group] === true ? null : (counts.tied[group] as number),
      expectedShare: hidden[group] === true || places === 0 ? null : (counts.expected[group] as number) / places,
      productionShare:
        hidden[group] === true || drawn === 0 || rows.listed === null
          ? null
          : (counts.production[group] as number) / drawn,
    })),
  }
}
