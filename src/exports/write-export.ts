import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { ParityTable } from '../../data-schemas/results/parity.js'
import { canonicalJson } from '../digest.js'
import { WorkbenchError } from '../errors.js'
import type { Exported } from './export-model.js'

/** Name of the check's result beside the export. */
export const PARITY_FILE = 'parity.json'

const cannotWrite = (out: string, cause: unknown): WorkbenchError =>
  new WorkbenchError('cannot-write', {
    expected: 'a place that can be written',
    found: cause instanceof Error && 'code' in cause ? String(cause.code) : 'a write error',
    where: out,
    advice: 'check that you may write there and that the disk has room; nothing was left behind',
    cause,
  })

/** Files by name as they will lie on disk, the main one first. */
export type ExportContents = ReadonlyMap<string, Uint8Array | string>

/** An export with its `parity.json`. */
export const contentsOf = ({ files, parity }: Exported): ExportContents =>
  new Map<string, Uint8Array | string>([...files, [PARITY_FILE, `${canonicalJson(parity)}\n`]])

/** Several exports of one model: a folder for each, and `parity.json` with the whole table. */
export const contentsOfAll = (exported: readonly [Exported, ...Exported[]]): ExportContents => {
  const [{ parity: first }] = exported
  const table: ParityTable = {
    kind: 'parity-table',
    modelId: first.modelId,
    model: first.model,
    exports: exported.map(({ parity }) => parity),
  }
  return new Map<string, Uint8Array | string>([
    [PARITY_FILE, `${canonicalJson(table)}\n`],
    ...exported.flatMap((one) =>
      [...contentsOf(one)].map(([name, bytes]) => [`${one.parity.target}/${name}`, bytes] as const),
    ),
  ])
}

const refuseExisting = (out: string): void => {
  if (!existsSync(out)) return
  const names = readdirSync(out)
  if (names.length === 0 || names.includes(PARITY_FILE)) return
  throw new WorkbenchError('not-an-export', {
    expected: 'a new folder, an empty one, or an earlier export',
    found: 'a folder with other content',
    where: out,
    advice: 'name another folder; nothing was written',
  })
}

const writeFolder = (out: string, contents: ExportContents): readonly string[] => {
  refuseExisting(out)
  const temporary = join(dirname(out), `.${basename(out)}.${process.pid}.part`)
  const old = `${temporary}.old`
  try {
    mkdirSync(temporary, { recursive: true })
    for (const [name, bytes] of contents) {
      mkdirSync(dirname(join(temporary, name)), { recursive: true })
      writeFileSync(join(temporary, name), bytes, { flush: true })
    }
    if (existsSync(out)) renameSync(out, old)
    renameSync(temporary, out)
  } catch (cause) {
    if (existsSync(old) && !existsSync(out)) renameSync(old, out)
    throw cannotWrite(out, cause)
  } finally {
    for (const path of [temporary, old]) rmSync(path, { recursive: true, force: true })
  }
  return [...contents.keys()].map((name) => join(out, name))
}

/** The main file gets the name asked for, the others that name in front: `model.sql`, `model.contract.json`. */
const writeBeside = (out: string, contents: ExportContents): readonly string[] => {
  const stem = basename(out, extname(out))
  const places = [...contents].map(([name, bytes], index) => ({
    path: index === 0 ? out : join(dirname(out), `${stem}.${name.replaceAll('/', '.')}`),
    bytes,
  }))
  const part = (path: string): string => join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  try {
    for (const { path, bytes } of places) writeFileSync(part(path), bytes, { flush: true })
    for (const { path } of [...places].reverse()) renameSync(part(path), path)
  } catch (cause) {
    throw cannotWrite(out, cause)
  } finally {
    for (const { path } of places) rmSync(part(path), { force: true })
  }
  return places.map(({ path }) => path)
}

/**
 * Writes an export: a folder as a whole by one rename, or, where `out` ends in the extension of the target's main file, that file with the
 * others beside it. An earlier export is replaced; a folder with anything else is refused (`not-an-export`).
 * @returns the files written, the main one first
 */
export const writeExport = (out: string, contents: ExportContents, extension: string): readonly string[] =>
  extension !== '' && extname(out).toLowerCase() === extension ? writeBeside(out, contents) : writeFolder(out, contents)
