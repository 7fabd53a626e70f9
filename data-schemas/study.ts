import { z } from 'zod'
import { adoption, champion } from './adoption.js'
import { type Bilingual, bilingual, spoken } from './bilingual.js'
import { candidate } from './candidate.js'
import { engineSettings } from './engine.js'
import { examination } from './examination.js'
import { exposure } from './exposure.js'
import { flatData, panelData } from './study-data.js'

export type { Candidate } from './candidate.js'
export type { AllottedBy } from './exposure.js'
export type { TableSource } from './study-data.js'
export { type Bilingual, bilingual }

const share = z.number().gt(0).max(1)
const isoDate = z.iso.date()

const auditAttribute = z.strictObject({
  name: z.string().min(1),
  column: z.string(),
  /** Panel studies: table that holds the column. */
  table: z.enum(['audit', 'clients']).default('audit'),
  label: bilingual.optional(),
  reference: z.string().optional(),
  /** Cut points that turn a number into groups, e.g. [27, 35, 45, 55, 60]. */
  groups: z.array(z.number()).optional(),
})
export type AuditAttribute = z.infer<typeof auditAttribute>

const outcome = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('column'),
    column: z.string(),
    positive: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
  }),
  z.strictObject({
    kind: z.literal('event'),
    table: z.literal('bijstand'),
    start: z.string(),
    withinMonths: z.int().min(1).max(120),
  }),
])

const split = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('column'),
    column: z.string(),
    train: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
    test: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
  }),
  z.strictObject({ kind: z.literal('row-modulo'), modulus: z.int().min(2), test: z.array(z.int().min(0)).min(1) }),
  z.strictObject({
    kind: z.literal('time'),
    trainFrom: isoDate.optional(),
    trainUntil: isoDate,
    testFrom: isoDate,
    testUntil: isoDate.optional(),
  }),
  z.strictObject({ kind: z.literal('person-hash'), testShare: z.number().gt(0).lt(1) }),
])
export type Split = z.infer<typeof split>

const filter = z.strictObject({
  name: z.string(),
  table: z.enum(['snapshots', 'clients', 'flat']).default('snapshots'),
  column: z.string(),
  /** Rows are kept when the value lies in the range and in the list; a missing value is not kept. */
  min: z.number().optional(),
  max: z.number().optional(),
  in: z.array(z.string()).optional(),
  reason: z.string().optional(),
})

const cohort = z.strictObject({
  /** Keep every n-th snapshot week, counted from `origin` (a Monday). */
  every: z.int().min(1).default(1),
  origin: isoDate.optional(),
  from: isoDate.optional(),
  until: isoDate.optional(),
  filters: z.array(filter).default([]),
})

const rule = z.strictObject({
  column: z.string(),
  op: z.enum(['<=', '<', '>=', '>', '=', 'true', 'false']),
  value: z.union([z.number(), z.string()]).optional(),
})

const baseline = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('random'), name: z.string() }),
  /** A list made by a rule on candidates: all of `all`, and at least one of `any` when given. */
  z.strictObject({
    kind: z.literal('rule'),
    name: z.string(),
    label: bilingual.optional(),
    all: z.array(rule).default([]),
    any: z.array(rule).default([]),
  }),
])
export type Baseline = z.infer<typeof baseline>

const gate = z.discriminatedUnion('kind', [
  /** A number in the results against a bound; `path` names it, e.g. "ranking.recall@0.1". */
  z.strictObject({
    kind: z.literal('bound'),
    name: z.string(),
    metric: z.enum([
      'recall',
      'precision',
      'lift',
      'auc',
      'brier',
      'calibration-slope',
      'calibration-intercept',
      'observed-to-expected',
      'events-per-parameter',
      'recall-minus-best-rule',
    ]),
    k: share.optional(),
    side: z.enum(['estimate', 'lower', 'upper']).default('estimate'),
    min: z.number().optional(),
    max: z.number().optional(),
    reason: spoken.optional(),
  }),
  z.strictObject({
    kind: z.literal('selected'),
    name: z.string(),
    size: z.int().min(1).optional(),
    signs: z.boolean().default(true),
    reason: spoken.optional(),
  }),
  z.strictObject({
    kind: z.literal('fairness'),
    name: z.string(),
    metric: z.enum(['recall', 'precision', 'selectionRate']),
    attribute: z.string().optional(),
    /** A `gap` verdict in this direction refuses; `justified` turns it into a warning with the reason. */
    maxDifference: z.number().gt(0).optional(),
    justified: spoken.optional(),
    reason: spoken.optional(),
  }),
])
export type Gate = z.infer<typeof gate>

/** A guard that did not pass and is explained: it warns from then on, and the reason stands in the result. */
const waiver = z.strictObject({
  /** Name of the guard, as the gates print it. */
  guard: z.string().min(1),
  reason: z.union([z.string().min(10), bilingual]),
  author: z.string().min(1),
  date: isoDate,
})

/** How the office orders people whose scores are equal. */
const tieBreak = z.discriminatedUnion('kind', [
  /** By the hash that the frozen model carries: a draw that knows only the person and the list. */
  z.strictObject({ kind: z.literal('hash') }),
  /** By a column of the base table or of `clients`. Audited only: the frozen model keeps to the hash. */
  z.strictObject({
    kind: z.literal('column'),
    column: z.string(),
    order: z.enum(['ascending', 'descending']).default('ascending'),
  }),
])
export type TieBreak = z.infer<typeof tieBreak>

const override = z.strictObject({
  candidate: z.string(),
  decision: z.enum(['keep', 'drop']),
  /** Which finding this answers: the lens, or "all". */
  lens: z.enum(['validity', 'explainability', 'data-quality', 'ethics', 'all']).default('all'),
  reason: z.union([z.string().min(10), bilingual]),
  author: z.string().min(1),
  date: isoDate,
})

/** Approvals that a model needs, and how long they last. */
export const governance = z.strictObject({
  /** Reviewers, each with a key of their own, that must have approved. */
  approvals: z.int().min(1).max(9).default(1),
  /** Months after which an approval must be renewed at the latest. */
  reviewWithinMonths: z.int().min(1).max(60).default(12),
})
export type Governance = z.infer<typeof governance>

export const study = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
  title: bilingual.optional(),
  purpose: z
    .strictObject({ ...bilingual.shape, use: z.array(bilingual).optional(), notFor: z.array(bilingual).optional() })
    .optional(),
  owner: z.string().optional(),
  version: z.string().default('1'),
  /** Set by the generator: results on such data are always labelled synthetic. */
  synthetic: z.boolean().default(false),
  data: z.discriminatedUnion('kind', [flatData, panelData]),
  key: z
    .strictObject({ person: z.string().optional(), time: z.string().optional(), list: z.array(z.string()).optional() })
    .default({}),
  cohort: cohort.optional(),
  exposure: exposure.optional(),
  outcome,
  split: split.default({ kind: 'none' }),
  candidates: z.array(candidate).min(1),
  audit: z.array(auditAttribute).default([]),
  contract: z
    .strictObject({
      /** Share of rows that may fail any rule; those rows are refused, the rest goes on. */
      maxFailingShare: z.number().min(0).lt(1).default(0),
      /** A different bound for a rule, e.g. { "duplicate-key": 0.001 }. */
      rules: z.record(z.string(), z.number().min(0).lt(1)).default({}),
    })
    .default({ maxFailingShare: 0, rules: {} }),
  screening: z
    .strictObject({
      minInformationValue: z.number().min(0).default(0.02),
      maxMissing: z.number().min(0).max(1).default(0.15),
      maxConstant: z.number().min(0).max(1).default(0.995),
      maxImpossible: z.number().min(0).max(1).default(0.001),
      maxLate: z.number().min(0).max(1).default(0.005),
      maxCorrelation: z.number().min(0).max(1).default(0.9),
      maxVif: z.number().min(1).default(10),
      /** AUC with which a candidate may predict an audit attribute before it must be justified. */
      maxProxyAuc: z.number().min(0.5).max(1).default(0.62),
      /** AUC and information value of one candidate alone above which it probably knows the outcome: the run stops until that is explained. */
      maxAuc: z.number().min(0.5).max(1).default(0.98),
      maxInformationValue: z.number().gt(0).default(4),
      /** Information value that a candidate may gain over its own value one snapshot earlier. */
      maxLagGain: z.number().min(0).default(0.05),
      requireLegalBasis: z.boolean().default(true),
      overrides: z.array(override).default([]),
    })
    .prefault({}),
  encoding: z
    .strictObject({
      maxBins: z.int().min(2).max(60).default(8),
      prebins: z.int().min(2).max(1000).default(50),
      minPeople: z.int().min(1).optional(),
      minEvents: z.int().min(0).optional(),
      minShare: z.number().min(0).max(0.5).default(0.01),
      shrinkage: z.number().min(0).default(20),
    })
    .prefault({}),
  selection: z.strictObject({
    size: z.int().min(1),
    criterion: z.enum(['loglik', 'bic', 'cv-loglik']).default('loglik'),
    keep: z.array(z.string()).default([]),
    never: z.array(z.string()).default([]),
    /** Rows that the search runs on: all training rows, or one random calendar week per person. */
    sample: z.enum(['all', 'one-week-per-person']).default('all'),
    nearOptimal: z.int().min(0).max(1000).default(10),
    /** Groups of candidates of which at most one may be in a set. */
    atMostOneOf: z.array(z.array(z.string()).min(2)).optional(),
    /** `expected`: no coefficient may go against the expected sign, nor against the weight of evidence of its own candidate. */
    signs: z.enum(['free', 'expected']).optional(),
    /** Largest legal burden of a set, in points: what its candidates have to justify. */
    burden: z.number().min(0).optional(),
    /** Fits and bounds that the search may cost; a search that is not closed by then is not certified, and says how far it got. Default: no limit. */
    work: z.int().min(1).optional(),
  }),
  evaluation: z
    .strictObject({
      k: z.array(share).min(1).default([0.1, 0.2]),
      bootstrap: z.int().min(0).max(100_000).default(1000),
      tieBreak: tieBreak.default({ kind: 'hash' }),
      baselines: z.array(baseline).default([{ kind: 'random', name: 'random' }]),
      /** The model in use, compared on the same people. */
      champion: champion.optional(),
      /** When the new model replaces it. */
      adoption: adoption.optional(),
      /** Published figures printed beside the reproduced ones. */
      published: z
        .array(
          z.strictObject({
            metric: z.string(),
            k: share.optional(),
            value: z.number(),
            tolerance: z.number().optional(),
            source: spoken,
          }),
        )
        .default([]),
    })
    .prefault({}),
  calibration: z
    .strictObject({
      methods: z
        .array(z.enum(['none', 'intercept', 'platt', 'beta', 'isotonic']))
        .min(1)
        .default(['none', 'intercept', 'platt']),
      folds: z.int().min(2).max(50).default(5),
    })
    .prefault({}),
  fairness: z
    .strictObject({
      k: share.default(0.1),
      metrics: z
        .array(z.enum(['selectionRate', 'recall', 'precision']))
        .default(['selectionRate', 'recall', 'precision']),
      /** Equivalence margin on the absolute difference, with its reason. */
      margin: z.strictObject({ difference: z.number().gt(0).lt(1), reason: spoken }).optional(),
      confidence: z.number().gt(0.5).lt(1).default(0.95),
    })
    .prefault({}),
  points: z
    .strictObject({
      base: z.number().default(600),
      odds: z.number().gt(0).default(50),
      doubling: z.number().gt(0).default(20),
    })
    .prefault({}),
  examination: examination.prefault({}),
  gates: z.array(gate).default([]),
  waivers: z.array(waiver).default([]),
  /** What is asked before the model may be used; frozen into the model, so that nobody can ask less afterwards. */
  governance: governance.optional(),
  disclosure: z.strictObject({ minimum: z.int().min(1).default(10) }).prefault({}),
  seed: z.int().min(0).max(0xffffffff).default(1),
  /** Where rows are counted; default: the embedded engine. Changes no result, and does not count in the study's digest. */
  engine: engineSettings.optional(),
})
/** A study as the workbench uses it: every default filled in. */
export type Study = z.infer<typeof study>
/** A study as a person writes it. */
export type StudyInput = z.input<typeof study>
