import { z } from 'zod'
import { interval, maybe, stamp } from './common.js'
import { auditReading } from './fairness.js'

/** pass: no finding; warn: findings that are answered or only noted; fail: a finding that is not answered. */
export const grade = z.enum(['pass', 'warn', 'fail'])
export type Grade = z.infer<typeof grade>

/** The four lenses a candidate is judged through. */
export const lens = z.enum(['validity', 'explainability', 'data-quality', 'ethics'])
export type Lens = z.infer<typeof lens>

/** One thing found, by computation or in the declaration. */
export const finding = z.strictObject({
  lens,
  /** Stable kebab-case name, e.g. `protected-ground`. */
  rule: z.string(),
  /** drop and justify keep the candidate out unless answered; a note does not. */
  effect: z.enum(['drop', 'justify', 'note']),
  text: z.string(),
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  /** False: no override answers this; change the declaration or leave the candidate out. */
  answerable: z.boolean(),
  /** The override that answers it: author, date and reason as written in the study. */
  answeredBy: z.string().nullable(),
})
export type Finding = z.infer<typeof finding>

const gain = z.union([
  z.strictObject({
    /** Log-likelihood lost when the candidate leaves the model of all admissible candidates, or gained when it joins them. */
    loglik: z.number(),
    chiSquare: z.number(),
    df: z.int(),
    p: z.number(),
  }),
  z.strictObject({ kind: z.literal('undefined'), because: z.string() }),
])

const validity = z.strictObject({
  grade,
  /** Sum over levels of (share of events − share of non-events) × ln of their ratio, on the selection sample. */
  informationValue: interval,
  /** Information value that a candidate without any relation has on average, by chance. */
  informationByChance: z.number().nullable(),
  /** AUC of the encoded candidate alone for the outcome, on the rows it was encoded on; 0.5 is no relation. */
  auc: interval,
  gain,
})

const explainability = z.strictObject({
  grade,
  expected: z.enum(['+', '-', 'any']),
  direction: z.enum(['increasing', 'decreasing', 'none']),
  /** Null where no sign is expected or the candidate has no order. */
  signMet: z.boolean().nullable(),
  monotone: z.boolean().nullable(),
  /** Variance inflation among the candidates that passed the other lenses, or with this one added to them. */
  vif: maybe,
  /** The other candidate that says most of the same. */
  closest: z.strictObject({ name: z.string(), correlation: z.number() }).nullable(),
})

const share = z.number().nullable()
const dataQuality = z.strictObject({
  grade,
  rows: z.int(),
  /** Shares of rows; null where fewer rows than the disclosure threshold, but not none, stand behind it, or it was not counted. */
  missing: share,
  constant: share,
  impossible: share,
  late: share,
})

const proxy = z.strictObject({
  attribute: z.string(),
  group: z.string(),
  suppressed: z.boolean(),
  /** AUC with which the candidate tells the group from the rest, learned on one half of the people and measured on the other. */
  auc: interval.nullable(),
  /** The same among people with the same outcome. */
  sameOutcome: interval.nullable(),
  /** True when the study uses this attribute openly, as an admissible candidate of its own. */
  open: z.boolean(),
})
export type ProxyFinding = z.infer<typeof proxy>

const ethics = z.strictObject({
  grade,
  legalBasis: z.string().nullable(),
  specialCategory: z.union([z.boolean(), z.string()]),
  protectedGround: z.string().nullable(),
  subjective: z.boolean(),
  subjectToChange: z.boolean(),
  proxies: z.array(proxy),
})

/** What the candidate tells of the outcome before any binning, and over its own past. */
const probe = z.strictObject({
  /** AUC (0.5 to 1) and information value of the raw values on the selection sample; null where they are too many or too few. */
  raw: z.strictObject({ auc: z.number().nullable(), information: z.number().nullable() }),
  /** Information value now and one snapshot earlier on the same training rows, and the 99.9% lower bound of the gain. Null without earlier rows. */
  lag: z
    .strictObject({ now: z.number(), earlier: z.number(), gain: z.number(), lower: z.number().nullable() })
    .nullable(),
})
export type Probe = z.infer<typeof probe>

/** One page of the ledger. Lenses that need values are null for a candidate that is not read. */
export const screenedCandidate = z.strictObject({
  name: z.string(),
  decision: z.enum(['keep', 'drop', 'justify']),
  reason: z.string(),
  read: z.boolean(),
  probe: probe.optional(),
  validity: validity.nullable(),
  explainability: explainability.nullable(),
  dataQuality: dataQuality.nullable(),
  ethics,
  findings: z.array(finding),
  /** The admissible candidate that stands in for a redundant one. */
  substitute: z.string().nullable(),
})
export type ScreenedCandidate = z.infer<typeof screenedCandidate>

/** Result of the room `screening`: the ledger of all candidates. */
export const screeningResult = z.strictObject({
  kind: z.literal('screening'),
  ...stamp,
  rows: z.int(),
  people: z.int(),
  thresholds: z.record(z.string(), z.union([z.number(), z.boolean()])),
  candidates: z.array(screenedCandidate),
  /** Correlation of the encoded candidates over the selection sample; null where one does not vary. */
  correlation: z.strictObject({ names: z.array(z.string()), matrix: z.array(z.array(z.number().nullable())) }),
  /** Names that may be selected, in the order of the study. */
  admissible: z.array(z.string()),
  /** Overrides that answer nothing. */
  warnings: z.array(z.string()),
  readings: z.array(auditReading),
})
export type ScreeningResult = z.infer<typeof screeningResult>
