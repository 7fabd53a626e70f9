import type { Model, RawValue } from '../../data-schemas/artifact.js'
import type { ParityCheck, ParityTolerance } from '../../data-schemas/results/parity.js'
import { WorkbenchError } from '../errors.js'
import { buildKernel, type RawRow, scoreRow } from '../scoring/kernel.js'
import { tieHash } from '../scoring/tie-hash.js'
import type { GeneratedInputs } from './generated-inputs.js'

/** What the kernel says of generated inputs. NaN where a row is refused. */
export interface ReferenceScores {
  readonly modelId: string
  readonly inputs: GeneratedInputs
  readonly linearPredictor: Float64Array
  readonly probability: Float64Array
  /** 1 where the kernel refuses the row. */
  readonly refused: Uint8Array
  /** Tie hash of each row; see `tieHash`. */
  readonly hashes: readonly string[]
  /** Shares of the list at which people are counted who cross the cut. */
  readonly shares: readonly number[]
}

/** What another engine says of the same rows, in the same order. */
export interface EngineScores {
  /** Engine with its version. */
  readonly engine: string
  /** Null where the engine gives none. NaN where a row is refused. */
  readonly linearPredictor: Float64Array | null
  readonly probability: Float64Array
  /** 1 where the engine refuses the row. */
  readonly refused: Uint8Array
  /** Ranks within each list, 1 = first, 0 = no rank; null where the engine does not rank. */
  readonly rank: Int32Array | null
}

const DEFAULT_SHARES = [0.05, 0.1, 0.2]

const rowOf = (names: readonly string[], row: readonly RawValue[]): RawRow =>
  Object.fromEntries(names.map((name, index) => [name, row[index]]))

const textOfList = (list: readonly (string | null)[]): readonly string[] => list.map((value) => value ?? '')

/** Scores generated inputs with the kernel, the definition that every export is held against. */
export const referenceScores = (model: Model, inputs: GeneratedInputs): ReferenceScores => {
  const kernel = buildKernel(model)
  const count = inputs.rows.length
  const linearPredictor = new Float64Array(count).fill(Number.NaN)
  const probability = new Float64Array(count).fill(Number.NaN)
  const refused = new Uint8Array(count)
  for (const [index, row] of inputs.rows.entries()) {
    const scored = scoreRow(kernel, rowOf(kernel.inputs, row))
    if (scored.kind === 'refused') refused[index] = 1
    else {
      linearPredictor[index] = scored.linearPredictor
      probability[index] = scored.probability
    }
  }
  const shares = [...new Set(model.evaluation.numbers.flatMap(({ k }) => (k === null ? [] : [k])))]
  return {
    modelId: model.modelId,
    inputs,
    linearPredictor,
    probability,
    refused,
    hashes: inputs.persons.map((person, index) =>
      tieHash(model.modelId, person, textOfList(inputs.lists[index] as readonly (string | null)[])),
    ),
    shares: (shares.length === 0 ? DEFAULT_SHARES : shares).sort((a, b) => a - b),
  }
}

/** Rows of each list that have a place in it: not refused and with a value for every list column. */
const listsOf = (reference: ReferenceScores, refused: Uint8Array): readonly (readonly number[])[] => {
  const lists = new Map<string, number[]>()
  for (const [index, list] of reference.inputs.lists.entries()) {
    if (refused[index] === 1 || list.includes(null)) continue
    const key = JSON.stringify(list)
    const rows = lists.get(key)
    if (rows === undefined) lists.set(key, [index])
    else rows.push(index)
  }
  return [...lists.values()]
}

/** Ranks within each list: higher score first, equal ones by the smaller tie hash. 0 where there is none. */
export const ranksBy = (reference: ReferenceScores, score: Float64Array, refused: Uint8Array): Int32Array => {
  const ranks = new Int32Array(score.length)
  const { hashes } = reference
  for (const rows of listsOf(reference, refused)) {
    const sorted = [...rows].sort((a, b) => {
      const difference = (score[b] as number) - (score[a] as number)
      if (difference !== 0) return difference
      return (hashes[a] as string) < (hashes[b] as string) ? -1 : 1
    })
    for (const [place, row] of sorted.entries()) ranks[row] = place + 1
  }
  return ranks
}

const differences = (a: Float64Array, b: Float64Array, skip: Uint8Array): { largest: number; differing: number } => {
  let largest = 0
  let differing = 0
  for (let i = 0; i < a.length; i += 1) {
    if (skip[i] === 1 || a[i] === b[i]) continue
    const difference = Math.abs((a[i] as number) - (b[i] as number))
    differing += 1
    largest = Math.max(largest, Number.isFinite(difference) ? difference : Number.MAX_VALUE)
  }
  return { largest, differing }
}

const tiedRows = (reference: ReferenceScores, lists: readonly (readonly number[])[]): Uint8Array => {
  const tied = new Uint8Array(reference.refused.length)
  for (const rows of lists) {
    const first = new Map<number, number>()
    for (const row of rows) {
      const score = reference.linearPredictor[row] as number
      const other = first.get(score)
      if (other === undefined) first.set(score, row)
      else {
        tied[row] = 1
        tied[other] = 1
      }
    }
  }
  return tied
}

const crossings = (
  lists: readonly (readonly number[])[],
  ranks: { readonly own: Int32Array; readonly other: Int32Array },
  shares: readonly number[],
): ParityCheck['crossing'] =>
  shares.map((k) => {
    let people = 0
    for (const rows of lists) {
      const size = Math.floor(k * rows.length)
      const on = (rank: number): boolean => rank > 0 && rank <= size
      for (const row of rows) if (on(ranks.own[row] as number) !== on(ranks.other[row] as number)) people += 1
    }
    return { k, people }
  })

const sum = (flags: Uint8Array): number => flags.reduce((total, flag) => total + flag, 0)

const checkLengths = (reference: ReferenceScores, other: EngineScores): void => {
  const rows = reference.refused.length
  const columns = [other.linearPredictor, other.probability, other.refused, other.rank]
  const wrong = columns.find((column) => column !== null && column.length !== rows)
  if (wrong === undefined || wrong === null) return
  throw new WorkbenchError('incomplete-scores', {
    expected: `${rows} rows back`,
    found: `${wrong.length}`,
    where: other.engine,
    advice: 'this is a bug: an engine must answer for every row it was given',
  })
}

type Facts = Omit<ParityCheck, 'passed' | 'problems' | 'kind'>

const problemsOf = (facts: Facts): readonly string[] => {
  const { tolerance, linearPredictor, probability } = facts
  const over = (name: string, found: ParityCheck['linearPredictor'], most: number | null): readonly string[] =>
    found === null || most === null || found.largest <= most
      ? []
      : [`${name}: largest difference ${found.largest}, allowed ${most}`]
  const people = facts.crossing.reduce((total, { people: n }) => total + n, 0)
  return [
    ...(facts.scored === 0 ? ['no row was scored, so nothing was compared'] : []),
    ...(facts.refusalsDiffering === 0 ? [] : [`refusals: ${facts.refusalsDiffering} rows differ`]),
    ...(tolerance.linearPredictor !== null && linearPredictor === null ? ['linear predictor: not given'] : []),
    ...over('linear predictor', linearPredictor, tolerance.linearPredictor),
    ...over('probability', probability, tolerance.probability),
    ...(tolerance.order === 'reported' || facts.ranksDiffering === 0 ? [] : [`ranks: ${facts.ranksDiffering} differ`]),
    ...(tolerance.order === 'reported' || people === 0 ? [] : [`lists: ${people} people cross a cut`]),
  ]
}

/**
 * Compares another engine with the kernel: refusals, numbers, ranks, order of equals, and the people who would get or lose a place on the
 * list. Where the engine does not rank, its linear predictor (else its probability) is put in order by the tie rule.
 * @param options.keyed the engine also refuses a row without a value for a list column
 * @throws WorkbenchError `incomplete-scores` when the engine did not answer for every row
 */
export const compareScores = (
  reference: ReferenceScores,
  other: EngineScores,
  options: { readonly tolerance: ParityTolerance; readonly keyed?: boolean },
): ParityCheck => {
  checkLengths(reference, other)
  const { inputs, shares } = reference
  const own = options.keyed === true ? withoutList(reference) : reference.refused
  const both = own.map((flag, index) => (flag === 1 || other.refused[index] === 1 ? 1 : 0))
  const lists = listsOf(reference, own)
  const order = other.rank !== null ? 'ranks' : other.linearPredictor !== null ? 'linear-predictor' : 'probability'
  const ranks = {
    own: ranksBy(reference, reference.linearPredictor, own),
    other: other.rank ?? ranksBy(reference, other.linearPredictor ?? other.probability, other.refused),
  }
  const tied = tiedRows(reference, lists)
  const moved = ranks.own.map((rank, index) => (rank === ranks.other[index] ? 0 : 1))
  const facts: Facts = {
    engine: other.engine,
    tolerance: options.tolerance,
    rows: inputs.rows.length,
    golden: inputs.golden,
    scored: inputs.rows.length - sum(own),
    refused: sum(own),
    refusalsDiffering: own.reduce((total, flag, index) => total + (flag === other.refused[index] ? 0 : 1), 0),
    linearPredictor:
      other.linearPredictor === null ? null : differences(reference.linearPredictor, other.linearPredictor, both),
    probability: differences(reference.probability, other.probability, both),
    order,
    lists: lists.length,
    tied: sum(tied),
    ranksDiffering: moved.reduce((total, flag) => total + flag, 0),
    tiesDiffering: moved.reduce((total, flag, index) => total + (flag === 1 ? (tied[index] as number) : 0), 0),
    crossing: crossings(lists, ranks, shares),
  }
  const problems = [...problemsOf(facts)]
  return { kind: 'checked', passed: problems.length === 0, problems, ...facts }
}

/** The kernel's refusals, and every row that has no list. */
const withoutList = (reference: ReferenceScores): Uint8Array =>
  reference.refused.map((flag, index) =>
    flag === 1 || (reference.inputs.lists[index] as readonly (string | null)[]).includes(null) ? 1 : 0,
  )
