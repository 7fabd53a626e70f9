import type { Model } from '../../data-schemas/artifact.js'
import type { ParityTolerance } from '../../data-schemas/results/parity.js'
import type { Undefined } from '../numeric/undefined.js'
import type { EngineScores, ReferenceScores } from './parity.js'

/** Files of an export by name, the main one first. Made in memory; nothing is written before its check has passed. */
export type ExportFiles = ReadonlyMap<string, Uint8Array>

/** Languages and engines that a model can be written for. */
export const EXPORT_TARGETS = ['json', 'sql', 'typescript', 'python', 'onnx', 'pmml', 'tfjs'] as const
export type ExportTargetName = (typeof EXPORT_TARGETS)[number]

/** What a writer may be asked. */
export interface ExportOptions {
  /** Table that the SQL reads. Default `people`. */
  readonly table?: string
  /** SQL: give the contribution of each input as well. Default false. */
  readonly contributions?: boolean
}

/** One engine that an export can be checked in. */
export interface ParityEngine {
  readonly engine: string
  readonly tolerance: ParityTolerance
  /** The engine refuses a row without a value for a list column, as `score` does. */
  readonly keyed: boolean
  /** The engine can be given values of any type; the others get what a typed column can hold. */
  readonly anyType: boolean
  /** Runs the export's own files on the rows of the reference; undefined, with the reason, where the engine is not at hand. */
  readonly run: (request: ParityRequest) => Promise<EngineScores | Undefined>
}

/** What an engine gets: the files as they will be written, and the rows. */
export interface ParityRequest {
  readonly model: Model
  readonly files: ExportFiles
  readonly reference: ReferenceScores
  readonly options: ExportOptions
}

/** One target: a pure writer, and the engines in which it can be checked. */
export interface ExportTarget {
  readonly name: ExportTargetName
  /** What is written, in one line, for `--help`. */
  readonly about: string
  /** Extension of the main file, with its dot. */
  readonly extension: string
  /** Throws `cannot-export` (exit 2) for a model that the target cannot hold without a change of meaning. */
  readonly write: (model: Model, options: ExportOptions) => ExportFiles
  /** Engines that are tried when the export is made. */
  readonly engines: readonly ParityEngine[]
}

const encoder = new TextEncoder()

/** Files of texts, in the order given, UTF-8. */
export const textFiles = (files: Readonly<Record<string, string>>): ExportFiles =>
  new Map(Object.entries(files).map(([name, text]) => [name, encoder.encode(text)]))
