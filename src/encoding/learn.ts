import type { Encoder } from '../../data-schemas/encoder.js'
import type { EncodingResult } from '../../data-schemas/results/encoding.js'
import type { Candidate, Study } from '../../data-schemas/study.js'
import { type Issue, RefusedError } from '../errors.js'
import type { PanelCandidate, PanelTable } from '../panel/table.js'
import { type Assembled, assemble } from './assemble.js'
import type { Draft } from './draft.js'
import { type Learning, type Learnt, learnOne, minimaOf } from './learn-one.js'
import { openPeriods } from './period-counts.js'
import { readColumns } from './read-columns.js'
import type { TrainingRows } from './row-filter.js'
import type { Tally } from './tally.js'
import { closeTraining, openTraining } from './training.js'
import { weighLevels } from './weigh-levels.js'

/** Options of {@link learnEncoders}. */
export interface LearnOptions {
  /** Training rows to learn from; default: the whole training side. For learning inside a validation fold. */
  readonly rows?: TrainingRows
  /** Names of the candidates to encode; default: all that are read. */
  readonly names?: readonly string[]
  /** Rows up to which numbers are counted in memory, as in `TrainingOptions`; the encoders are the same. */
  readonly memoryRows?: number
}

/** What was learned, and the problems found on the way. */
export interface Learned {
  readonly result: EncodingResult
  /** In the order of the study's candidates. */
  readonly encoders: readonly Encoder[]
  /** Candidates that could not be encoded, as problems (also in `result.skipped`). */
  readonly issues: readonly Issue[]
}

const oneClass = (totals: Tally): readonly Issue[] =>
  totals.events > 0 && totals.events < totals.rows
    ? []
    : [
        {
          rule: 'one-class',
          expected: 'training rows with and training rows without the outcome',
          found:
            totals.rows === 0
              ? 'no training rows'
              : `no training row ${totals.events === 0 ? 'with' : 'without'} the outcome`,
          advice: 'check the outcome, its window and the split in the study',
          severity: 'refuse',
        },
      ]

/** Values that are read from the engine at once. */
const CELLS = 12_000_000

/** Candidates in order, in parts that are read at once. */
const batchesOf = (
  { training }: Learning,
  candidates: readonly PanelCandidate[],
): readonly (readonly PanelCandidate[])[] => {
  const size = Math.max(1, Math.floor(CELLS / Math.max(1, training.totals.rows)))
  return Array.from({ length: Math.ceil(candidates.length / size) }, (_, i) =>
    candidates.slice(i * size, (i + 1) * size),
  )
}

const learnBatch = async (learning: Learning, batch: readonly PanelCandidate[]): Promise<readonly Learnt[]> => {
  const { training } = learning
  const numbers = training.inMemory ? batch.filter(({ candidate }) => candidate.type !== 'category') : []
  const columns = await readColumns(training, numbers)
  const learnt: Learnt[] = []
  for (const candidate of batch) learnt.push(await learnOne(learning, candidate, columns[numbers.indexOf(candidate)]))
  return learnt
}

interface Drafted {
  readonly draft: Draft
  readonly candidate: Candidate
}

const learnAll = async (
  learning: Learning,
  candidates: readonly PanelCandidate[],
): Promise<{ readonly drafts: readonly Drafted[]; readonly issues: readonly Issue[] }> => {
  const drafts: Drafted[] = []
  const issues: Issue[] = []
  for (const batch of batchesOf(learning, candidates)) {
    for (const [i, learnt] of (await learnBatch(learning, batch)).entries()) {
      if (learnt.kind === 'issue') issues.push(learnt.issue)
      else drafts.push({ draft: learnt.draft, candidate: (batch[i] as PanelCandidate).candidate })
    }
  }
  return { drafts, issues }
}

/** Encoders from what was learned; where training rows weigh, once more from the weighted counts of their levels. */
const assembleAll = async (
  panel: PanelTable,
  learning: Learning,
  drafts: readonly Drafted[],
): Promise<readonly Assembled[]> => {
  if (panel.weights === undefined) return drafts.map(({ draft, candidate }) => assemble(draft, candidate, learning))
  // A linear candidate has levels in the report only: they are counted as if they were its encoding.
  const leveled = drafts.map(
    ({ draft, candidate }) => assemble(draft, { ...candidate, encoding: 'woe' }, learning).encoder,
  )
  const weighted = await weighLevels(panel, leveled, learning.training.where)
  return drafts.map(({ draft, candidate }) => assemble(draft, candidate, { ...learning, weighted }))
}

/**
 * Learns the encoders of all candidates that are read, on the training side only: bins, weights of evidence, indicator columns.
 * The same for any number of threads and any physical order of the rows. Candidates that cannot be encoded are in
 * `result.skipped` and `issues`, with the reason; the caller throws when an issue refuses.
 * Throws `RefusedError` (`one-class`) when the training side has no event or nothing but events.
 */
export const learnEncoders = async (panel: PanelTable, study: Study, options: LearnOptions = {}): Promise<Learned> => {
  const asked = panel.candidates.filter(({ candidate }) => options.names?.includes(candidate.name) ?? true)
  const read = asked.filter((candidate) => candidate.read)
  const { names: _, ...counted } = options
  const training = await openTraining(panel, { candidates: read, ...counted })
  const periods = await openPeriods(panel, { candidates: read, ...counted })
  try {
    const { totals } = training
    const refused = oneClass(totals)
    if (refused.length > 0) throw new RefusedError('one-class', refused, 'encoding')
    const minima = minimaOf(study, totals)
    const shared = { training, study, totals, minima, minimum: study.disclosure.minimum }
    const learning = periods === undefined ? shared : { ...shared, periods: periods.count }
    const { drafts, issues } = await learnAll(learning, read)
    const assembled = await assembleAll(panel, learning, drafts)
    return {
      result: {
        kind: 'encoding',
        study: study.name,
        data: panel.digest,
        synthetic: study.synthetic,
        minima,
        candidates: assembled.map((item) => item.report),
        skipped: [
          ...asked.filter((item) => !item.read).map((item) => skippedAudit(item.candidate.name)),
          ...issues.map((issue) => ({
            name: issue.column ?? '',
            rule: issue.rule,
            because: `${issue.rule}: found ${issue.found}; expected ${issue.expected}`,
          })),
        ],
      },
      encoders: assembled.map((item) => item.encoder),
      issues,
    }
  } finally {
    await periods?.close()
    await closeTraining(training)
  }
}

const skippedAudit = (name: string): EncodingResult['skipped'][number] => ({
  name,
  rule: 'audit-only',
  because: 'lives in the audit table: judged by its declaration, never read',
})
