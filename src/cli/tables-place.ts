import { mkdirSync, rmSync } from 'node:fs'
import { join, parse } from 'node:path'
import type { Study } from '../../data-schemas/study.js'
import { namesIn, sizeOf } from './sizes.js'

/** Bytes that the tables of a run take in memory for each byte of its files: measured on the flagship study. */
const GROWTH: Readonly<Record<string, number>> = { '.parquet': 40 }
const TEXT_GROWTH = 5

/** Files of the data, as far as they can be told without opening them. */
const filesOf = ({ data }: Study, path: string): readonly string[] => {
  if (data.kind === 'flat') return [path]
  const named = new Set(Object.values(data.tables).flatMap((table) => (table?.file === undefined ? [] : [table.file])))
  const tables = new Set(Object.keys(data.tables))
  return namesIn(path)
    .filter((name) => named.has(name) || tables.has(parse(name).name))
    .map((name) => join(path, name))
}

const bytesOf = (size: string): number => Number.parseFloat(size) * (/g/i.test(size) ? 1e9 : 1e6)

/**
 * Where the embedded engine keeps the tables of a run: in memory, which is quickest, or in a file of the scratch folder, where they take a
 * tenth of the room, when they are expected to be larger than its memory. The results are the same.
 * @param memory limit of the engine, such as "3GB"
 * @param scratch folder that is removed after the run
 */
export const tablesPlace = (
  study: Study,
  of: { readonly data: string; readonly memory: string; readonly scratch: string },
): { readonly file?: string } => {
  const expected = filesOf(study, of.data).reduce(
    (sum, path) => sum + sizeOf(path) * (GROWTH[parse(path).ext.toLowerCase()] ?? TEXT_GROWTH),
    0,
  )
  if (study.engine?.kind === 'spark' || expected <= bytesOf(of.memory)) return {}
  const file = join(of.scratch, 'tables.duckdb')
  try {
    // A run that was killed leaves its tables.
    for (const left of [file, `${file}.wal`]) rmSync(left, { force: true })
    mkdirSync(of.scratch, { recursive: true })
  } catch {
    // The run folder is made next, and says what is wrong with the place.
    return {}
  }
  return { file }
}
