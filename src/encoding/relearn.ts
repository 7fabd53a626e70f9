import type { Encoder } from '../../data-schemas/encoder.js'
import type { Study } from '../../data-schemas/study.js'
import { NO_ENGINE } from '../engine/no-engine.js'
import type { Block } from '../numeric/design.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { assemble } from './assemble.js'
import { levelCode, NO_LEVEL } from './code.js'
import { MARKS } from './column-counts.js'
import { drawnColumn, drawnPeriods } from './drawn-periods.js'
import { type Learning, learnOne, minimaOf } from './learn-one.js'
import { blockOf } from './patterns.js'
import type { RawColumn, RawRows } from './raw-rows.js'
import { addTallies, emptyTally, type Tally } from './tally.js'
import type { CategoryCounts } from './training-counts.js'

/** Encoders learned from some of the rows, and all rows in their codes. */
export interface Relearned {
  readonly encoders: readonly Encoder[]
  /** One block per encoder; candidates that could not be encoded have neither. */
  readonly blocks: readonly Block[]
}

/** Counts of one row that was drawn so often: each time it counts as a row of another person. */
const tallyOf = (mark: number, times: number, alone: boolean): Tally => {
  const event = mark & MARKS.event
  const counts = alone
    ? { people: 1, eventPeople: event, nonEventPeople: 1 - event }
    : { people: (mark >> 1) & 1, eventPeople: (mark >> 2) & 1, nonEventPeople: (mark >> 3) & 1 }
  return {
    rows: times,
    events: times * event,
    people: times * counts.people,
    eventPeople: times * counts.eventPeople,
    nonEventPeople: times * counts.nonEventPeople,
  }
}

/** Rows by how often they were drawn, one entry per draw. */
const drawnRows = (times: Uint8Array): Int32Array => {
  const rows = new Int32Array(times.reduce((sum, one) => sum + one, 0))
  let at = 0
  for (let row = 0; row < times.length; row += 1) {
    rows.fill(row, at, at + (times[row] as number))
    at += times[row] as number
  }
  return rows
}

const categoriesOf = (raw: RawRows, { names, value, state }: RawColumn, times: Uint8Array): CategoryCounts => {
  const categories = names.map(() => emptyTally)
  const states = Array.from({ length: 256 }, () => emptyTally)
  for (let row = 0; row < times.length; row += 1) {
    const often = times[row] as number
    if (often === 0) continue
    const own = state[row] as number
    const [list, place] = own === 0 ? [categories, value[row] as number] : [states, own]
    list[place] = addTallies(list[place] as Tally, tallyOf(raw.marks[row] as number, often, !raw.clustered))
  }
  return {
    categories: names.flatMap((name, i) => {
      const tally = categories[i] as Tally
      return tally.rows === 0 ? [] : [{ name, ...tally }]
    }),
    states: states.flatMap((tally, code) => (tally.rows === 0 ? [] : [{ state: code, ...tally }])),
  }
}

const totalsOf = (raw: RawRows, times: Uint8Array): Tally => {
  let [rows, events, people, eventPeople, nonEventPeople] = [0, 0, 0, 0, 0]
  for (let row = 0; row < times.length; row += 1) {
    const tally = tallyOf(raw.marks[row] as number, times[row] as number, !raw.clustered)
    rows += tally.rows
    events += tally.events
    people += tally.people
    eventPeople += tally.eventPeople
    nonEventPeople += tally.nonEventPeople
  }
  return { rows, events, people, eventPeople, nonEventPeople }
}

const codesOf = (encoder: Encoder, { names, value, state }: RawColumn): Uint16Array => {
  const ofCategory = names.map((name) => levelCode(encoder, 0, name))
  return Uint16Array.from(state, (own, row) => {
    const at = value[row] as number
    return own === 0 && names.length > 0 ? (ofCategory[at] as number) : levelCode(encoder, own, at)
  })
}

/** The block of all rows; undefined when a row has a value that the encoder refuses. */
const blockOfAll = (encoder: Encoder, column: RawColumn): Block | Undefined => {
  if (encoder.rule.kind === 'linear') {
    const missing = column.state.some((state) => state !== 0)
    return missing ? undefinedBecause('linear-with-missing') : blockOf(encoder, column.value)
  }
  const codes = codesOf(encoder, column)
  return codes.includes(NO_LEVEL) ? undefinedBecause('unseen-category') : blockOf(encoder, codes)
}

const isBlock = (found: Block | Undefined): found is Block => 'columns' in found

/**
 * Learns the encoders once more from the same rows in other numbers, by the rules of `learnEncoders`; with every row once it gives the same encoders.
 * A person drawn twice counts as two people. Candidates that cannot be encoded are left out.
 * Undefined when the draw has one class only, or when a row that was not drawn has a value that the study refuses.
 * @param times how often each row was drawn; all rows of a person equally often
 */
export const relearn = async (raw: RawRows, study: Study, times: Uint8Array): Promise<Relearned | Undefined> => {
  const totals = totalsOf(raw, times)
  if (totals.events === 0) return undefinedBecause('no-events')
  if (totals.events === totals.rows) return undefinedBecause('no-nonevents')
  const { table, where, clustered } = raw
  const drawn = drawnRows(times)
  const periods = drawnPeriods(raw, drawn)
  const learning: Learning = {
    ...(periods === undefined ? {} : { periods }),
    training: { engine: NO_ENGINE, table, name: table, where, anchors: null, totals, clustered, inMemory: true },
    study,
    totals,
    minima: minimaOf(study, totals),
    minimum: study.disclosure.minimum,
  }
  const encoders: Encoder[] = []
  const blocks: Block[] = []
  for (const column of raw.columns) {
    const category = column.candidate.candidate.type === 'category'
    const read = category
      ? categoriesOf(raw, column, times)
      : drawnColumn(raw, column, { rows: drawn, marks: raw.marks })
    const learnt = await learnOne(learning, column.candidate, read)
    if (learnt.kind === 'issue') continue
    const { encoder } = assemble(learnt.draft, column.candidate.candidate, learning)
    const block = blockOfAll(encoder, column)
    if (!isBlock(block)) return block
    encoders.push(encoder)
    blocks.push(block)
  }
  return { encoders, blocks }
}
