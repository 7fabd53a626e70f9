import type { Model, ModelInput } from '../../data-schemas/artifact.js'
import type { Study } from '../../data-schemas/study.js'
import { modelInputs } from '../artifact/model-inputs.js'
import { readModel } from '../artifact/read.js'
import type { OpenedData } from '../contract/opened.js'
import { type ColumnKind, ident } from '../engine/engine.js'
import { type Issue, RefusedError } from '../errors.js'
import { type PanelCandidate, type PanelTable, SIDE, STATE } from '../panel/table.js'
import { buildKernel, type Kernel } from '../scoring/kernel.js'
import { type InputColumns, scoreColumns } from '../scoring/score-columns.js'
import type { Slot } from '../scoring/slot.js'

/**
 * The model in use, from its frozen artifact; undefined when the study names none.
 * @param given read already, in place of the one that the study names
 * Throws `model-refused` (exit 2) when it does not verify, and `champion-refused` (exit 2) when it is not the one that the study means.
 */
export const championOf = async (study: Study, given: Model | undefined): Promise<Model | undefined> => {
  const named = study.evaluation.champion
  const model = given ?? (named === undefined ? undefined : await readModel(named.model))
  if (model === undefined || named?.id === undefined || named.id === model.modelId) return model
  throw new RefusedError('champion-refused', [
    {
      rule: 'another-model',
      expected: `the model ${named.id.slice(0, 12)}…, as the study says`,
      found: `${model.modelId.slice(0, 12)}…`,
      advice: 'name the folder of the model in use, or correct its id in the study',
      severity: 'refuse',
    },
  ])
}

interface Matched {
  readonly slot: Slot
  readonly candidate: PanelCandidate
}

const issue = (rule: string, column: string, rest: Pick<Issue, 'expected' | 'found' | 'advice'>): Issue => ({
  rule,
  column,
  severity: 'refuse',
  ...rest,
})

const sameValues = (input: ModelInput, now: ModelInput['contract']): boolean =>
  input.contract.type !== 'ordinal' || String(input.contract.values) === String(now.values)

const problemOf = (slot: Slot, found: PanelCandidate | undefined, opened: OpenedData): Issue | undefined => {
  if (found === undefined || !found.read) {
    return issue('missing-input', slot.name, {
      expected: 'a candidate of this name, read from the data, for the model in use',
      found: found === undefined ? 'none in the study' : 'one that is never read',
      advice:
        'declare it as a candidate (selection.never keeps it out of the new model), or leave the model in use out',
    })
  }
  if (slot.holds === 'text' && found.candidate.type !== 'category') {
    return issue('mismatched-type', slot.name, {
      expected: 'a category, as the model in use takes it',
      found: `a candidate of type ${found.candidate.type}`,
      advice: 'give the candidate the type that the model in use was made with',
    })
  }
  const [now] = modelInputs(opened, [found.candidate])
  if (now === undefined || sameValues(slot.input, now.contract)) return undefined
  return issue('mismatched-values', slot.name, {
    expected: 'the ordered values that the model in use was made with',
    found: 'others',
    advice: 'give the column the values in the order of the model in use',
  })
}

/**
 * What the model in use needs of the panel, found by name.
 * Throws `champion-refused` (exit 2) with every input that is missing or of another kind.
 */
const matched = (kernel: Kernel, panel: PanelTable, opened: OpenedData): readonly Matched[] => {
  const find = (name: string): PanelCandidate | undefined =>
    panel.candidates.find(({ candidate }) => candidate.name === name)
  const issues = kernel.slots.flatMap((slot) => problemOf(slot, find(slot.name), opened) ?? [])
  if (issues.length > 0) throw new RefusedError('champion-refused', issues, 'inputs of the model in use')
  return kernel.slots.map((slot) => ({ slot, candidate: find(slot.name) as PanelCandidate }))
}

/** Refuses a model in use whose inputs the panel does not hold; see {@link championScores}. */
export const checkChampion = (
  model: Model | undefined,
  of: { readonly panel: PanelTable; readonly opened: OpenedData },
): void => {
  if (model !== undefined) matched(buildKernel(model), of.panel, of.opened)
}

const valueSql = ({ slot, candidate }: Matched, index: number): string => {
  const value = ident(candidate.value)
  if (slot.holds === 'text') return `coalesce(${value}, '') AS v${index}`
  if (candidate.candidate.type !== 'category') return `coalesce(${value}, 0) AS v${index}`
  const number = `CASE ${value} WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE TRY_CAST(${value} AS DOUBLE) END`
  return `coalesce(CAST(${number} AS DOUBLE), 'NaN') AS v${index}`
}

const specials = (codes: ModelInput['contract']['codes']): readonly string[] =>
  codes.filter(({ state }) => state === 'special').map(({ value }) => String(value))

/** States in the numbering of the panel to those of the model in use; a special code that it does not know is missing. */
const stateTable = ({ slot, candidate }: Matched): Uint8Array => {
  const known = specials(slot.input.contract.codes)
  const table = Uint8Array.from({ length: 256 }, (_, state) => (state < STATE.special ? state : STATE.missing))
  specials(candidate.candidate.codes ?? []).forEach((value, index) => {
    const place = known.indexOf(value)
    if (place >= 0) table[STATE.special + index] = STATE.special + place
  })
  return table
}

/** Scores of the model in use on the test side. */
export interface ChampionScores {
  /** Log-odds before calibration, in the order of the panel's rows; −∞ where it refuses to score: such a person comes last. */
  readonly score: Float64Array
  readonly refused: number
}

/** Scores the test side with production's kernel. Throws `champion-refused` (exit 2) when inputs are missing. */
export const championScores = async (
  model: Model,
  of: { readonly panel: PanelTable; readonly opened: OpenedData },
): Promise<ChampionScores> => {
  const kernel = buildKernel(model)
  const inputs = matched(kernel, of.panel, of.opened)
  const wanted = Object.fromEntries(
    inputs.flatMap(({ slot }, index): readonly [string, ColumnKind][] => [
      [`v${index}`, slot.holds === 'text' ? 'text' : 'f64'],
      [`s${index}`, 'u8'],
    ]),
  )
  const select = inputs.map((one, index) => `${valueSql(one, index)}, ${ident(one.candidate.state)} AS s${index}`)
  const found = await of.panel.engine.columns(
    `SELECT ${select.join(', ')} FROM ${ident(of.panel.table)} WHERE split = ${SIDE.test} ORDER BY row_id`,
    wanted,
  )
  const columns = Object.fromEntries(
    inputs.map((one, index): readonly [string, InputColumns[string]] => {
      const table = stateTable(one)
      const states = (found[`s${index}`] as Uint8Array).map((state) => table[state] as number)
      return [one.slot.name, { values: found[`v${index}`], states } as InputColumns[string]]
    }),
  )
  const { linearPredictor, refused } = scoreColumns(kernel, columns, found.rows)
  return {
    score: linearPredictor.map((value, row) => (refused[row] === 1 ? Number.NEGATIVE_INFINITY : value)),
    refused: refused.reduce((sum, one) => sum + one, 0),
  }
}
