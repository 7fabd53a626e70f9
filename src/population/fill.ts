import type { Chunk } from './chunk.js'
import { type Batch, firstRows } from './columns.js'
import { peopleLayout, runsLayout, spellsLayout } from './layouts.js'
import type { Store } from './store.js'
import { type DrawPlan, drawPeople } from './stretches.js'

/** How many people were drawn and kept, after {@link fillStore}. */
export interface Filled {
  readonly drawn: number
  readonly kept: number
}

/** Rows of people up to `last` (a batch is in order of the person). */
const upTo = (batch: Batch, last: number): Batch => {
  const people = batch.columns['person'] as Int32Array
  let rows = batch.rows
  while (rows > 0 && (people[rows - 1] as number) > last) rows -= 1
  return firstRows(batch, rows)
}

const lastPerson = (people: Batch): number => (people.columns['person'] as Int32Array)[people.rows - 1] ?? -1

/** The chunk without the clients beyond the first `clients`. */
const cut = (chunk: Chunk, clients: number): Chunk => {
  if (chunk.people.rows <= clients) return chunk
  const people = firstRows(chunk.people, clients)
  const last = lastPerson(people)
  return { people, runs: upTo(chunk.runs, last), spells: upTo(chunk.spells, last) }
}

/** Adds a chunk to the raw tables. */
export const appendChunk = async (store: Store, chunk: Chunk): Promise<void> => {
  await store.append('people', chunk.people)
  await store.append('runs', chunk.runs)
  await store.append('spells', chunk.spells)
}

/** Makes the raw tables `people`, `runs` and `spells`, empty. */
export const createRawTables = async (store: Store): Promise<void> => {
  await store.create('people', peopleLayout)
  await store.create('runs', runsLayout)
  await store.create('spells', spellsLayout)
}

/** Draws people in the order of their number until there are `clients` clients, into the raw tables. */
export const fillStore = async (
  store: Store,
  plan: DrawPlan,
  wanted: {
    readonly clients: number
    readonly each: (people: Batch) => void
    readonly progress: (share: number) => void
  },
): Promise<Filled> => {
  let kept = 0
  let drawn = 0
  for await (const whole of drawPeople(plan)) {
    const chunk = cut(whole, wanted.clients - kept)
    await appendChunk(store, chunk)
    wanted.each(chunk.people)
    kept += chunk.people.rows
    if (chunk.people.rows > 0) drawn = lastPerson(chunk.people) + 1
    wanted.progress(kept / wanted.clients)
    if (kept >= wanted.clients) break
  }
  return { drawn, kept }
}
