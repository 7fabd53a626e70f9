import { open } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import type { CsvFormat } from '../../data-schemas/columns.js'
import { csvFormat } from '../../data-schemas/columns.js'
import { parseHeader } from '../contract/header.js'
import { sourceOf } from '../contract/source.js'
import type { Engine } from '../engine/engine.js'
import { RefusedError } from '../errors.js'
import type { Progress } from '../progress.js'
import { type ColumnProfile, profileColumn } from './column-profile.js'
import { guessFormat } from './file-format.js'

/** A table as it seems to be. */
export interface ReadTable {
  /** Null for Parquet, which says how it is written. */
  readonly csv: CsvFormat | null
  readonly profiles: readonly ColumnProfile[]
}

const HEAD = 256 * 1024

const refused = (
  path: string,
  rule: string,
  text: readonly [expected: string, found: string, advice: string],
): RefusedError =>
  new RefusedError(
    'draft-refused',
    [{ rule, expected: text[0], found: text[1], advice: text[2], severity: 'refuse' }],
    basename(path),
  )

const headOf = async (path: string): Promise<string> => {
  const handle = await open(path).catch(() => {
    throw refused(path, 'missing-file', ['a file that can be read', 'none', 'Check the path.'])
  })
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

const namesOf = (path: string, text: string, csv: CsvFormat): readonly string[] => {
  const header = parseHeader(text, csv)
  if (header.kind === 'broken') throw refused(path, header.rule, [header.expected, header.found, header.advice])
  const twice = header.names.find((name, i) => header.names.indexOf(name) !== i)
  if (twice !== undefined || header.names.includes('')) {
    throw refused(path, 'unusable-header', [
      'a name for every column, each once',
      twice === undefined || twice === '' ? 'a column without a name' : `"${twice}" twice`,
      'Give each column its own name in the first line.',
    ])
  }
  return header.names
}

/**
 * Reads what a table looks like: how it is written and a profile of each column. Throws `draft-refused` for a file that cannot be read as
 * a table.
 * @param minimum fewest rows of a level that is named
 */
export const readTable = async (
  engine: Engine,
  path: string,
  options: { readonly minimum: number; readonly progress?: Progress },
): Promise<ReadTable> => {
  const parquet = extname(path).toLowerCase() === '.parquet'
  const text = parquet ? '' : await headOf(path)
  const csv = parquet ? null : guessFormat(text)
  const source = await sourceOf(engine, {
    key: 'flat',
    path,
    file: basename(path),
    format: parquet ? 'parquet' : 'csv',
    csv: csv ?? csvFormat.parse({}),
    header: csv === null ? [] : namesOf(path, text, csv),
  })
  await engine.run(`CREATE OR REPLACE TEMP TABLE drafted AS SELECT * FROM ${source.from}`).catch(() => {
    throw refused(path, 'unreadable-table', [
      'as many fields in every line as in the header',
      'lines that differ',
      'Run validate with a study that names the delimiter and quote character; it tells which lines.',
    ])
  })
  const profiles: ColumnProfile[] = []
  for (const [i, column] of source.columns.entries()) {
    options.progress?.({ stage: 'reading columns', share: i / source.columns.length })
    profiles.push(await profileColumn(engine, { from: 'drafted', column }, options.minimum))
  }
  await engine.run('DROP TABLE drafted')
  return { csv, profiles }
}
