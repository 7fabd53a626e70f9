import { z } from 'zod'
import { calibration } from './calibration.js'
import { columnContract, csvFormat } from './columns.js'
import { encoder } from './encoder.js'
import { indicatorRule } from './reasons.js'
import { digest } from './results/common.js'
import { bilingual, governance } from './study.js'

/** A raw value as it lies in the data: number, text, truth value, or null for "no value". */
export const rawValue = z.union([z.number(), z.string(), z.boolean(), z.null()])
export type RawValue = z.infer<typeof rawValue>

/** What one input must hold when it is scored: the same rules as in training. */
export const modelInput = z.strictObject({
  /** Name of the candidate; also the name of its encoder, term and contribution `c_<name>`. */
  name: z.string().min(1),
  /** Column of the table to score; also the name when absent from the study. */
  column: z.string().min(1),
  label: bilingual.nullable(),
  /** Type, unit, range, values, codes and text formats. */
  contract: columnContract,
  /** `level`: a missing value has a level of its own; `refuse`: a row without a value is not scored. */
  missing: z.enum(['level', 'refuse']),
  /** The same for a category that training has not seen. */
  unseen: z.enum(['level', 'refuse']),
})
export type ModelInput = z.infer<typeof modelInput>

/** Coefficients of one candidate, per model column, in log-odds per unit of the column. */
export const term = z.strictObject({
  name: z.string(),
  columns: z.array(z.strictObject({ column: z.string(), coefficient: z.number() })).min(1),
})
export type Term = z.infer<typeof term>

/** One row of the points card. */
export const pointsRow = z.strictObject({ candidate: z.string(), level: z.int().min(0), points: z.number() })

/** Points card: total = base + Σ points of the levels. A reading aid; ranks come from the linear predictor. */
export const pointsCard = z.strictObject({
  /** Points before any candidate counts. */
  base: z.number(),
  rows: z.array(pointsRow),
})

/**
 * Order of people within a list: higher linear predictor first; equal ones by the smaller SHA-256 (hexadecimal, UTF-8) of
 * `salt|person|list values joined by |`. The salt of a real list is the model's id. The order cannot be foreseen, is the same at each
 * run, and does not favour people early in the file. Whoever is still equal (the same person twice in a list) keeps file order.
 */
export const tieRule = z.strictObject({
  kind: z.literal('score-then-hash'),
  hash: z.literal('sha256'),
  salt: z.literal('model-id'),
})

/** One case with its known answer, checked to the last bit before every use. */
export const goldenVector = z.strictObject({
  /** What the case shows, e.g. `months: at edge 3`. */
  about: z.string(),
  /** Raw values, in the order of `inputs`. */
  input: z.array(rawValue),
  /** Contributions in the order of `terms`; intercept + contributions, added from left to right, is the linear predictor. */
  contributions: z.array(z.number()),
  linearPredictor: z.number(),
  probability: z.number().min(0).max(1),
})
export type GoldenVector = z.infer<typeof goldenVector>

/** A case that must be refused. */
export const goldenRefusal = z.strictObject({ about: z.string(), input: z.array(rawValue), rule: z.string() })
export type GoldenRefusal = z.infer<typeof goldenRefusal>

/** A list of equals with its known order. */
export const goldenTies = z.strictObject({ salt: z.string(), keys: z.array(z.string()), order: z.array(z.string()) })

const evaluationNumber = z.strictObject({
  /** For example `recall`, `precision`, `auc`, `brier`, `calibration-slope`. */
  metric: z.string(),
  /** Share of the list, for metrics at the top of a list. */
  k: z.number().gt(0).max(1).nullable(),
  estimate: z.number(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
})

/** Everything of the model except its own id. Holds no clock time, path or machine: the same inputs give the same bytes. */
export const modelBody = z.strictObject({
  kind: z.literal('maatwerkscan-model'),
  formatVersion: z.literal(1),
  name: z.string().min(1),
  title: bilingual.nullable(),
  studyVersion: z.string(),
  /** True when the data were made by a generator. */
  synthetic: z.boolean(),
  /** Not null when a gate refused and the draft was kept: not for use. */
  draft: z
    .strictObject({ refusedGates: z.array(z.strictObject({ name: z.string(), reason: z.string() })).min(1) })
    .nullable(),
  /** Columns that name the person, the moment and the adviser's list; null or empty where the study names none. */
  key: z.strictObject({ person: z.string().nullable(), time: z.string().nullable(), list: z.array(z.string()) }),
  /** How delimited text of the study is written; used for a `.csv` to score unless told otherwise. */
  csv: csvFormat,
  inputs: z.array(modelInput).min(1),
  encoders: z.array(encoder).min(1),
  intercept: z.number(),
  terms: z.array(term).min(1),
  calibration,
  ties: tieRule,
  /** Null when a candidate enters as it is and so has no levels. */
  points: pointsCard.nullable(),
  /** Numbers on the test side, as found by the run that made the model. */
  evaluation: z.strictObject({
    rows: z.int().nullable(),
    people: z.int().nullable(),
    events: z.int().nullable(),
    numbers: z.array(evaluationNumber),
  }),
  purpose: z.strictObject({ nl: z.string(), en: z.string() }).nullable(),
  limits: z.strictObject({
    /** What the model must not be used for. */
    notFor: z.array(bilingual),
    /** What was audited, and what was found or could not be told. */
    audit: z.array(bilingual),
  }),
  /** What a reason may name of each input; without it the model gives no reasons. */
  rules: z.array(indicatorRule).optional(),
  /** How the study shares places between the profile's ranking, a random draw and signals of staff, where it uses them so. */
  beside: z
    .strictObject({ profile: z.number().min(0), random: z.number().min(0), signals: z.number().min(0) })
    .optional(),
  /** What the study asks before the model may be used; one approval and a year when the study is silent. */
  governance: governance.optional(),
  lineage: z.strictObject({
    study: digest,
    data: digest,
    /** Digest of the program text that made the model. */
    code: digest,
    packageVersion: z.string(),
    seed: z.int().min(0).max(0xffffffff),
  }),
  golden: z.strictObject({
    seed: z.int().min(0).max(0xffffffff),
    vectors: z.array(goldenVector).min(1),
    refusals: z.array(goldenRefusal),
    ties: goldenTies,
  }),
})
export type ModelBody = z.infer<typeof modelBody>

/** A frozen model. `modelId` is the SHA-256 of the canonical JSON of everything else. */
export const model = z.strictObject({ modelId: digest, ...modelBody.shape })
export type Model = z.infer<typeof model>

/** `manifest.json`: what the folder must hold, byte for byte. */
export const modelManifest = z.strictObject({
  kind: z.literal('maatwerkscan-manifest'),
  formatVersion: z.literal(1),
  modelId: digest,
  files: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
        bytes: z.int().min(0),
        sha256: digest,
      }),
    )
    .min(1),
})
export type ModelManifest = z.infer<typeof modelManifest>
