import { z } from 'zod'
import { digest, undefinedValue } from './common.js'

/** Differences of one number over all rows that both sides scored. */
const difference = z.strictObject({
  /** Largest absolute difference. */
  largest: z.number().min(0),
  /** Rows whose number is not the same in every bit (−0 and 0 are the same number). */
  differing: z.int().min(0),
})

/** What must hold for a check to pass. */
export const parityTolerance = z.strictObject({
  /** Largest absolute difference allowed; 0 asks for the same bits. Null: not asked for. */
  linearPredictor: z.number().min(0).nullable(),
  probability: z.number().min(0),
  /** `same`: every rank and every person on a list as the reference has it; `reported`: differences are counted and told, no more. */
  order: z.enum(['same', 'reported']),
})
export type ParityTolerance = z.infer<typeof parityTolerance>

/** One engine compared with the kernel, over the golden vectors and generated inputs. Holds counts and differences only; every input is made up. */
export const parityCheck = z.strictObject({
  kind: z.literal('checked'),
  /** The engine that ran the export, with its version: `DuckDB 1.5.6`. */
  engine: z.string().min(1),
  passed: z.boolean(),
  tolerance: parityTolerance,
  rows: z.int().min(1),
  golden: z.strictObject({ vectors: z.int().min(0), refusals: z.int().min(0) }),
  /** Rows that the kernel scores and refuses. */
  scored: z.int().min(0),
  refused: z.int().min(0),
  /** Rows scored on one side and refused on the other. */
  refusalsDiffering: z.int().min(0),
  /** Null where the engine gives no linear predictor. */
  linearPredictor: difference.nullable(),
  probability: difference,
  /** What the order was taken from: the engine's own ranks, or its numbers put in order by the tie rule. */
  order: z.enum(['ranks', 'linear-predictor', 'probability']),
  lists: z.int().min(0),
  /** People who share their linear predictor with someone else of their list. */
  tied: z.int().min(0),
  /** People with another rank; and those of them who share their linear predictor with someone of their list. */
  ranksDiffering: z.int().min(0),
  tiesDiffering: z.int().min(0),
  /** People who would get, or lose, a place on the list by the export, at each share of the list. */
  crossing: z.array(z.strictObject({ k: z.number().gt(0).max(1), people: z.int().min(0) })),
  /** What does not hold; empty when passed. */
  problems: z.array(z.string()),
})
export type ParityCheck = z.infer<typeof parityCheck>

/** `parity.json` of an export: what was written, from which model, and how each engine that could be run compared. */
export const parityResult = z.strictObject({
  kind: z.literal('parity'),
  modelId: digest,
  model: z.string(),
  synthetic: z.boolean(),
  draft: z.boolean(),
  target: z.string().min(1),
  /** Files of the export, the main one first. */
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int().min(0), sha256: digest })).min(1),
  inputs: z.strictObject({ generated: z.int().min(0), seed: z.int().min(0).max(0xffffffff) }),
  /** One for each engine; `undefined` with the reason for one that was not run here. */
  checks: z.array(z.union([parityCheck, z.strictObject({ engine: z.string(), ...undefinedValue.shape })])),
})
export type ParityResult = z.infer<typeof parityResult>

/** Every export of one model that was made and checked together: `parity.json` of `export --to all`, and of a frozen model's folder. */
export const parityTable = z.strictObject({
  kind: z.literal('parity-table'),
  modelId: digest,
  model: z.string(),
  exports: z.array(parityResult).min(1),
})
export type ParityTable = z.infer<typeof parityTable>
