import type { ColumnContract } from '../../data-schemas/columns.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import type { CalibrationResult } from '../../data-schemas/results/calibration.js'
import type { Interval } from '../../data-schemas/results/common.js'
import type { FairnessResult } from '../../data-schemas/results/fairness.js'
import type { FitResult, Scorecard } from '../../data-schemas/results/fit.js'
import type { GatesResult } from '../../data-schemas/results/gates.js'
import type { RankingResult } from '../../data-schemas/results/ranking.js'
import type { Study } from '../../data-schemas/study.js'
import type { FreezeParts } from './freeze.js'

/** What the rooms left behind, to be frozen. */
export interface RunParts {
  readonly study: Study
  /** Column and contract of each selected candidate, in the order of the model. */
  readonly inputs: readonly { readonly name: string; readonly column: string; readonly contract: ColumnContract }[]
  /** Encoders of the selected candidates, in the order of the model. */
  readonly encoders: readonly Encoder[]
  readonly results: {
    readonly fit: FitResult
    readonly scorecard: Scorecard
    readonly calibration: CalibrationResult
    readonly ranking: RankingResult
    readonly fairness: FairnessResult
    readonly gates: GatesResult
  }
  readonly lineage: FreezeParts['lineage']
}

type Evaluated = FreezeParts['evaluation']['numbers'][number]

/** True where the contract lets a value be missing; elsewhere scoring refuses, as training did. */
const mayMiss = (contract: ColumnContract): boolean =>
  contract.nullable || contract.codes.some(({ state }) => state === 'missing')

const inputsOf = ({ study, inputs, encoders }: RunParts): FreezeParts['inputs'] =>
  inputs.map(({ name, column, contract }, index) => {
    const encoder = encoders[index]
    const label = study.candidates.find((candidate) => candidate.name === name)?.label ?? null
    return {
      name,
      column,
      label,
      contract,
      missing: encoder !== undefined && encoder.missingLevel !== null && mayMiss(contract) ? 'level' : 'refuse',
      unseen: encoder?.unseenLevel === null || encoder === undefined ? 'refuse' : 'level',
    }
  })

const termsOf = ({ results: { fit }, encoders }: RunParts): FreezeParts['terms'] =>
  encoders.map(({ name }) => ({
    name,
    columns: fit.terms
      .filter(({ candidate }) => candidate === name)
      .map(({ name: column, estimate }) => ({ column, coefficient: estimate })),
  }))

/** A card needs a level for every value: without one for a candidate that enters as it is, there is no card. */
const pointsOf = ({ results: { scorecard } }: RunParts): FreezeParts['points'] =>
  scorecard.levels.some(({ code }) => code === null)
    ? null
    : {
        base: scorecard.intercept.rounded,
        rows: scorecard.levels.flatMap(({ candidate, code, rounded }) =>
          code === null || rounded === null ? [] : [{ candidate, level: code, points: rounded }],
        ),
      }

const evaluated = (metric: string, k: number | null, value: Interval): readonly Evaluated[] =>
  typeof value.estimate === 'number'
    ? [{ metric, k, estimate: value.estimate, lower: value.lower, upper: value.upper }]
    : []

const evaluationOf = ({ results: { ranking, calibration } }: RunParts): FreezeParts['evaluation'] => {
  const { test } = ranking
  const atK = test.atK.flatMap((at) =>
    (['recall', 'precision', 'lift'] as const).flatMap((metric) =>
      evaluated(metric, at.k, { ...at[metric], estimate: at[metric].expected }),
    ),
  )
  const { intercept, slope, brier, observedToExpected } = calibration.test
  return {
    rows: test.n,
    people: test.people,
    events: test.events,
    numbers: [
      ...atK,
      ...evaluated('auc', null, test.auc),
      ...evaluated('brier', null, brier),
      ...evaluated('calibration-intercept', null, intercept),
      ...evaluated('calibration-slope', null, slope),
      ...evaluated('observed-to-expected', null, observedToExpected),
    ],
  }
}

const WORDS = {
  gap: { nl: 'verschil', en: 'gap' },
  equivalent: { nl: 'gelijkwaardig', en: 'equivalent' },
  'cannot-tell': { nl: 'niet te zeggen', en: 'cannot tell' },
} as const

const auditOf = ({ results: { fairness } }: RunParts): FreezeParts['limits']['audit'] =>
  fairness.attributes.flatMap((attribute) =>
    attribute.comparisons
      .filter(({ metric }) => metric === 'recall')
      .map(({ group, reference, verdict }) => ({
        nl: `${attribute.label?.nl ?? attribute.name}: mensen gevonden, ${group} tegenover ${reference}: ${WORDS[verdict].nl}`,
        en: `${attribute.label?.en ?? attribute.name}: people found, ${group} against ${reference}: ${WORDS[verdict].en}`,
      })),
  )

/** The model's parts as {@link freezeModel} takes them: choices and numbers of the rooms, nothing computed anew. */
export const modelParts = (run: RunParts): FreezeParts => {
  const { study } = run
  const { fit, gates, calibration } = run.results
  const refused = gates.gates
    .filter(({ passed, severity }) => !passed && severity === 'refuse')
    .map(({ name, reason }) => ({ name, reason }))
  return {
    name: study.name,
    title: study.title ?? null,
    studyVersion: study.version,
    synthetic: study.synthetic,
    draft: refused.length === 0 ? null : { refusedGates: refused },
    key: { person: study.key.person ?? null, time: study.key.time ?? null, list: study.key.list ?? [] },
    csv: study.data.kind === 'flat' && study.data.csv !== undefined ? study.data.csv : DEFAULT_CSV,
    inputs: inputsOf(run),
    encoders: [...run.encoders],
    intercept: fit.terms[0]?.estimate ?? 0,
    terms: termsOf(run),
    calibration: calibration.calibration,
    points: pointsOf(run),
    evaluation: evaluationOf(run),
    purpose: study.purpose === undefined ? null : { nl: study.purpose.nl, en: study.purpose.en },
    limits: { notFor: study.purpose?.notFor ?? [], audit: auditOf(run) },
    ...(study.governance === undefined ? {} : { governance: study.governance }),
    lineage: run.lineage,
  }
}

const DEFAULT_CSV: FreezeParts['csv'] = {
  delimiter: ',',
  quote: '"',
  decimal: '.',
  nullValues: [''],
  dateFormat: 'iso',
}
