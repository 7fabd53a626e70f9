import { isUtf8 } from 'node:buffer'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { basename, extname, isAbsolute, join, relative } from 'node:path'
import { type CsvFormat, csvFormat } from '../../data-schemas/columns.js'
import type { Study, TableSource } from '../../data-schemas/study.js'
import type { Issue } from '../errors.js'
import { parseHeader } from './header.js'
import type { TableKey } from './opened.js'

/** A data file that exists and can be read as text or as Parquet, with the names in its header. */
export interface DataFile {
  readonly key: TableKey
  readonly path: string
  /** Base name; the only part of the path that results show. */
  readonly file: string
  readonly format: 'csv' | 'parquet' | 'jsonl'
  readonly csv: CsvFormat
  /** Names of the columns, in the order of the file; empty for Parquet, whose names the engine reads. */
  readonly header: readonly string[]
}

type Found<T> = { readonly kind: 'found'; readonly value: T } | { readonly kind: 'issue'; readonly issue: Issue }

const CHUNK = 4 * 1024 * 1024
const PARQUET = 'PAR1'

const refuse = (
  table: string,
  rule: string,
  text: readonly [expected: string, found: string, advice: string],
): { kind: 'issue'; issue: Issue } => ({
  kind: 'issue',
  issue: { rule, table, expected: text[0], found: text[1], advice: text[2], severity: 'refuse' },
})

const kindOf = async (path: string): Promise<'none' | 'folder' | 'file'> => {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch {
    return 'none'
  }
}

const within = (folder: string, file: string): boolean => {
  const path = relative(folder, join(folder, file))
  return !isAbsolute(file) && path !== '' && !path.startsWith('..') && !isAbsolute(path)
}

const panelPath = async (folder: string, key: TableKey, source: TableSource): Promise<Found<string>> => {
  if (source.file !== undefined) {
    return within(folder, source.file)
      ? { kind: 'found', value: join(folder, source.file) }
      : refuse(key, 'file-outside-folder', [
          'a file inside the data folder',
          'a path that leaves it',
          'Put the file in the data folder.',
        ])
  }
  for (const extension of ['parquet', 'csv', 'jsonl']) {
    const path = join(folder, `${key}.${extension}`)
    if ((await kindOf(path)) !== 'none') return { kind: 'found', value: path }
  }
  return refuse(key, 'missing-file', [
    `${key}.parquet or ${key}.csv in the data folder`,
    'neither',
    'Add the file, or name it in the study.',
  ])
}

/** First place that is not UTF-8, as an offset in bytes; undefined when the whole file is. */
const firstInvalidByte = async (handle: FileHandle): Promise<number | undefined> => {
  const buffer = Buffer.allocUnsafe(CHUNK + 4)
  let carried = 0
  let offset = 0
  for (;;) {
    const { bytesRead } = await handle.read(buffer, carried, CHUNK, offset + carried)
    const filled = carried + bytesRead
    const tail = bytesRead === 0 ? 0 : incompleteTail(buffer.subarray(0, filled))
    const whole = buffer.subarray(0, filled - tail)
    if (!isUtf8(whole)) return offset + invalidAt(whole)
    if (bytesRead === 0) return undefined
    buffer.copyWithin(0, filled - tail, filled)
    offset += filled - tail
    carried = tail
  }
}

/** Bytes at the end that may begin a character whose rest is in the next chunk. */
const incompleteTail = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? back : 0
  }
  return 0
}

const invalidAt = (bytes: Uint8Array): number => {
  let low = 0
  let high = bytes.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    const part = bytes.subarray(0, middle)
    if (isUtf8(part.subarray(0, middle - incompleteTail(part)))) low = middle
    else high = middle
  }
  return low - incompleteTail(bytes.subarray(0, low))
}

const textStart = async (handle: FileHandle): Promise<string> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024 * 1024), 0, 1024 * 1024, 0)
  return new TextDecoder('utf-8').decode(buffer.subarray(0, bytesRead))
}

const parquetFile = async (
  handle: FileHandle,
  file: Omit<DataFile, 'format' | 'header'>,
  size: number,
): Promise<Found<DataFile>> => {
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, Math.max(0, size - 4))
  return size >= 12 && buffer.toString('latin1') === PARQUET
    ? { kind: 'found', value: { ...file, format: 'parquet', header: [] } }
    : refuse(file.key, 'truncated-parquet', [
        'a complete Parquet file',
        'one whose end is missing',
        'Copy or deliver the file again.',
      ])
}

const jsonKeys = (line: string): readonly string[] | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined
  } catch {
    return undefined
  }
}

const textFile = async (handle: FileHandle, file: Omit<DataFile, 'format' | 'header'>): Promise<Found<DataFile>> => {
  const head = await textStart(handle)
  const invalid = await firstInvalidByte(handle)
  if (invalid !== undefined) {
    const utf16 = invalid < 2 ? ' It may be UTF-16.' : ''
    return refuse(file.key, 'not-utf8', [
      'text in UTF-8',
      `a byte that is not, at offset ${invalid}`,
      `Save the file as UTF-8.${utf16}`,
    ])
  }
  if (head.includes('\u0000'))
    return refuse(file.key, 'not-text', ['delimited text', 'bytes of zero', 'Deliver CSV or Parquet.'])
  if (head.trim() === '')
    return refuse(file.key, 'empty-file', ['a header and rows', 'white space only', 'Deliver the file again.'])
  if (['.jsonl', '.ndjson'].includes(extname(file.path).toLowerCase())) {
    const keys = jsonKeys(head.split('\n', 1)[0] ?? '')
    return keys === undefined
      ? refuse(file.key, 'not-json', [
          'one JSON object a line',
          'another first line',
          'Deliver JSON lines, CSV or Parquet.',
        ])
      : { kind: 'found', value: { ...file, format: 'jsonl', header: keys } }
  }
  const parsed = parseHeader(head, file.csv)
  if (parsed.kind === 'names') return { kind: 'found', value: { ...file, format: 'csv', header: parsed.names } }
  return refuse(file.key, parsed.rule, [parsed.expected, parsed.found, parsed.advice])
}

const inspect = async (key: TableKey, path: string, csv: CsvFormat | undefined): Promise<Found<DataFile>> => {
  const kind = await kindOf(path)
  if (kind === 'none') return refuse(key, 'missing-file', ['a data file', 'no such file', 'Check the path.'])
  if (kind === 'folder') return refuse(key, 'file-expected', ['a data file', 'a folder', 'Name the file itself.'])
  let handle: FileHandle
  try {
    handle = await open(path, 'r')
  } catch {
    return refuse(key, 'unreadable-file', [
      'a file that can be read',
      'a file that the system does not open',
      'Check the permissions.',
    ])
  }
  try {
    const file = { key, path, file: basename(path), csv: csv ?? csvFormat.parse({}) }
    const { size } = await handle.stat()
    if (size === 0)
      return refuse(key, 'empty-file', ['a header and rows', 'a file of 0 bytes', 'Deliver the file again.'])
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    const parquet = buffer.toString('latin1') === PARQUET || extname(path).toLowerCase() === '.parquet'
    if (parquet && buffer.toString('latin1') !== PARQUET)
      return refuse(key, 'not-parquet', [
        'a Parquet file',
        'another kind of file under that name',
        'Rename it or deliver it again.',
      ])
    return await (parquet ? parquetFile(handle, file, size) : textFile(handle, file))
  } finally {
    await handle.close()
  }
}

const panelFiles = async (
  folder: string,
  tables: Readonly<Record<string, TableSource | undefined>>,
): Promise<readonly Found<DataFile>[]> => {
  const found: Found<DataFile>[] = []
  for (const key of ['snapshots', 'clients', 'bijstand', 'audit', 'pilot'] as const) {
    const source = tables[key]
    if (source === undefined) continue
    const path = await panelPath(folder, key, source)
    found.push(path.kind === 'issue' ? path : await inspect(key, path.value, source.csv))
  }
  return found
}

/**
 * Finds the files of a study and looks at them without reading a value: existence, kind, UTF-8, header.
 * @param dataPath the file of a flat study, the folder of a panel study
 */
export const findFiles = async (
  study: Pick<Study, 'data'>,
  dataPath: string,
): Promise<{ readonly files: readonly DataFile[]; readonly issues: readonly Issue[] }> => {
  const { data } = study
  const kind = await kindOf(dataPath)
  const found =
    data.kind === 'flat'
      ? [await inspect('flat', dataPath, data.csv)]
      : kind === 'folder'
        ? await panelFiles(dataPath, data.tables)
        : [
            kind === 'none'
              ? refuse('panel', 'missing-folder', ['the folder with the tables', 'no such folder', 'Check the path.'])
              : refuse('panel', 'folder-expected', [
                  'the folder with the tables',
                  'a file',
                  'Name the folder that holds the tables.',
                ]),
          ]
  return {
    files: found.flatMap((one) => (one.kind === 'found' ? [one.value] : [])),
    issues: found.flatMap((one) => (one.kind === 'issue' ? [one.issue] : [])),
  }
}
