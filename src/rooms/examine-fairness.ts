import type { Encoder } from '../../data-schemas/encoder.js'
import type { FairnessExaminationResult } from '../../data-schemas/results/fairness-examination.js'
import type { Study } from '../../data-schemas/study.js'
import { personColumn, timeColumn } from '../contract/resolve.js'
import { digestOf } from '../digest.js'
import { codedRows, patterns } from '../encoding/patterns.js'
import { RefusedError, WorkbenchError } from '../errors.js'
import { designBesideList } from '../fairness/beside-list.js'
import { conditionalSignificance } from '../fairness/conditional-significance.js'
import { examineGroups, type GroupOptions, type GroupParts } from '../fairness/examine-groups.js'
import { fairnessGuards } from '../fairness/fairness-guards.js'
import { chooseMetric } from '../fairness/metric-choice.js'
import type { Feature } from '../fairness/search-descriptions.js'
import type { Design } from '../numeric/design.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import { fitLogistic } from '../numeric/logistic.js'
import { undefinedBecause } from '../numeric/undefined.js'
import { auditAttributes } from '../panel/audit.js'
import { takenSteps, tieRanks } from '../panel/test-columns.js'
import { tieHash } from '../scoring/tie-hash.js'
import type { Examined } from './examined.js'
import { independentOf } from './independent.js'
import { type Run, TEST, TRAIN } from './run.js'

/** Names of the candidates that the model is fitted again without: those that the study names, or with a protected ground. */
const without = ({ candidates, examination }: Study, chosen: readonly Encoder[]): readonly string[] => {
  const asked =
    examination.fairness.without ??
    candidates.filter(({ protectedGround }) => protectedGround !== undefined).map(({ name }) => name)
  return chosen.map(({ name }) => name).filter((name) => asked.includes(name))
}

/** Each alone, and all together. */
const setsWithout = (names: readonly string[], of: number): readonly (readonly string[])[] => {
  const sets = [...names.map((name) => [name]), ...(names.length > 1 ? [names] : [])]
  return sets.filter((set) => set.length < of)
}

const title = (set: readonly string[]): string => `without ${set.join(', ')}`

/** A fit, or nothing where it does not exist (separated, or too few rows). */
const orNothing = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch (error) {
    if (error instanceof WorkbenchError) return undefined
    throw error
  }
}

/** The test rows scored by the model without some of its candidates, fitted again on the training side. */
const alternatives = (
  { test }: Examined,
  training: Design,
  sets: readonly (readonly string[])[],
): readonly { readonly name: string; readonly score: Float64Array }[] =>
  sets.flatMap((set) => {
    const kept = { ...training, blocks: training.blocks.filter(({ name }) => !set.includes(name)) }
    const fit = orNothing(() => fitLogistic(kept))
    if (fit === undefined) return []
    const blocks = test.blocks.filter(({ name }) => !set.includes(name))
    return [{ name: title(set), score: linearPredictor(blocks, fit.estimates, test.outcome.length) }]
  })

const significance = (
  independent: Design,
  sets: readonly (readonly string[])[],
): FairnessExaminationResult['conditionalSignificance'] => {
  if (sets.length === 0) return undefinedBecause('the model has none of the candidates that are asked about')
  const refits = sets.flatMap((set) => orNothing(() => conditionalSignificance(independent, set).result) ?? [])
  if (refits.length === 0) return undefinedBecause('the model cannot be fitted on independent rows')
  return { independentRows: independent.trials.reduce((sum, n) => sum + n, 0), refits }
}

/** Candidates with levels and without a protected ground or special category: what is known of people that is not protected. */
const features = async ({ study, coded, encoders }: Run): Promise<readonly Feature[]> => {
  const open = encoders.filter(({ name, rule }) => {
    const found = study.candidates.find((candidate) => candidate.name === name)
    return rule.kind !== 'linear' && found?.protectedGround === undefined && found?.specialCategory === false
  })
  if (open.length === 0) return []
  const { blocks } = await codedRows(coded, open, { where: TEST })
  return blocks.flatMap((block, i) =>
    block.kind === 'coded'
      ? [
          {
            name: block.name,
            levels: (open[i] as Encoder).levels.map(({ label }) => label),
            codes: Int32Array.from(block.codes),
          },
        ]
      : [],
  )
}

/** Of 2⁵², the place of a person among the equals of one list. */
const hashPlace = (salt: string, person: number, list: number): number =>
  Number.parseInt(tieHash(salt, String(person), [String(list)]).slice(0, 13), 16) / 2 ** 52

/**
 * What equals are ordered by. The frozen model hashes its own number, the person and the list; its number is not there yet, so the
 * digest of study and data stands in for it, and the panel's numbers of person and list for their keys: another draw of the same
 * rule. Equals under a column are drawn by that hash too.
 */
const tieKey = async ({ run, test }: Examined): Promise<(row: number) => number> => {
  const { tieBreak } = run.study.evaluation
  const salt = digestOf(run.stamp)
  const place = (row: number): number => hashPlace(salt, test.person[row] as number, test.list[row] as number)
  if (tieBreak.kind === 'hash') return place
  const ranks = await tieRanks(run, tieBreak)
  return (row) => (ranks[row] as number) + place(row)
}

const metricChoice = ({ fairness, examination }: Study): FairnessExaminationResult['metricChoice'] => {
  const { answers } = examination.fairness
  if (answers === undefined) return undefinedBecause('the study does not answer the questions of the guided choice')
  try {
    return chooseMetric(answers, fairness.metrics)
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    return undefinedBecause(error.issues.map(({ expected, found }) => `asked: ${expected}; found: ${found}`).join('. '))
  }
}

const optionsOf = (study: Study, choice: FairnessExaminationResult['metricChoice']): GroupOptions => ({
  k: study.fairness.k,
  confidence: study.fairness.confidence,
  margin: study.fairness.margin?.difference ?? null,
  minimum: study.disclosure.minimum,
  seed: study.seed,
  metric: choice.kind === 'metric-choice' && choice.primary === 'selectionRate' ? 'selectionRate' : 'recall',
  references: Object.fromEntries(
    study.audit.flatMap(({ name, reference }) => (reference === undefined ? [] : [[name, reference] as const])),
  ),
  asked: study.examination.fairness,
})

const beside = ({ run, test, judged }: Examined, chance: Float64Array): FairnessExaminationResult['besideList'] =>
  designBesideList(
    { chance, label: test.outcome, rounds: new Set(test.period).size },
    {
      ...run.study.examination.fairness.beside,
      minimum: run.study.disclosure.minimum,
      tests: judged.fairness.attributes.flatMap(({ comparisons }) =>
        comparisons.filter(({ metric }) => metric === 'selectionRate'),
      ).length,
    },
  )

const readingsOf = (parts: GroupParts): FairnessExaminationResult['readings'] => {
  const lists = [
    parts.conditionalParity,
    parts.pairTests,
    parts.redrawnCuts,
    parts.adjustedLists,
    parts.frontiers,
    parts.intersections,
    Array.isArray(parts.ties) ? parts.ties : [],
    Array.isArray(parts.funnels) ? parts.funnels : [],
  ]
  return [...parts.readings, ...lists.flatMap((list) => list.flatMap(({ readings }) => readings))]
}

/** Every audit of fairness beside the room `fairness`, on the test side and at the same cut. */
export const examineFairness = async (of: Examined): Promise<FairnessExaminationResult> => {
  const { run, fitted, test, probability } = of
  const { study, stamp, coded, panel, opened } = run
  const asked = study.examination.fairness
  const sets = setsWithout(without(study, fitted.chosen), fitted.chosen.length)
  const training = await patterns(coded, fitted.chosen, { where: TRAIN })
  const independent = await independentOf(run, fitted.chosen)
  const choice = metricChoice(study)
  const options = optionsOf(study, choice)
  const { chance, ties, readings, ...parts } = examineGroups(
    {
      score: test.score,
      probability,
      label: test.outcome,
      person: test.person,
      ...(study.key.list === undefined ? {} : { list: test.list }),
      attributes: await auditAttributes(study, opened, { panel, side: 'test' }),
      features: await features(run),
      alternatives: alternatives(of, training, sets),
      tieKey: await tieKey(of),
      ...(await takenSteps({ opened, panel, person: personColumn(study), time: timeColumn(study) }, asked.funnel)),
    },
    options,
  )
  const { tieBreak } = study.evaluation
  const tieRule = {
    kind: tieBreak.kind,
    column: tieBreak.kind === 'column' ? tieBreak.column : null,
    attributes: ties,
  }
  return {
    kind: 'fairness-examination',
    ...stamp,
    k: options.k,
    metricChoice: choice,
    ...parts,
    conditionalSignificance: significance(independent, sets),
    tieRule,
    besideList: beside(of, chance),
    readings: readingsOf({ chance, ties, readings, ...parts }),
    guards: fairnessGuards(
      { ...parts, tieRule },
      {
        confidence: options.confidence,
        margin: options.margin,
        metric: options.metric,
        blindSpot: asked.blindSpot,
        crossed: asked.crossed,
      },
    ),
  }
}
