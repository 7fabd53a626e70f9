import type { GoldenRefusal, GoldenVector, Model, ModelInput, RawValue } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { WorkbenchError } from '../errors.js'
import { random } from '../random.js'
import { buildKernel, type Kernel, type RawRow, type ScoringParts, scoreRow } from '../scoring/kernel.js'
import { tieHash } from '../scoring/tie-hash.js'
import { type Probe, probesOf } from './golden-inputs.js'

const GENERATED = 300
const TIED = 12

const rowOf = (kernel: Kernel, input: readonly RawValue[]): RawRow =>
  Object.fromEntries(kernel.inputs.map((name, index) => [name, input[index]]))

/** Scores a golden case: a vector when it can be scored, a refusal when it must not be. */
export const goldenCase = (kernel: Kernel, about: string, input: readonly RawValue[]): GoldenVector | GoldenRefusal => {
  const scored = scoreRow(kernel, rowOf(kernel, input))
  if (scored.kind === 'refused') return { about, input: [...input], rule: scored.problems[0]?.rule ?? 'missing' }
  const { contributions, linearPredictor, probability } = scored
  return { about, input: [...input], contributions: [...contributions], linearPredictor, probability }
}

const accepts = (kernel: Kernel, input: number, raw: RawValue): boolean => {
  const scored = scoreRow(kernel, { [kernel.inputs[input] as string]: raw })
  return scored.kind === 'scored' || !scored.problems.some((problem) => problem.input === kernel.inputs[input])
}

const baseOf = (good: readonly (readonly Probe[])[], model: ScoringParts): readonly RawValue[] =>
  good.map((probes, index) => {
    const first = probes.find((probe) => probe.raw !== null) ?? probes[0]
    if (first !== undefined) return first.raw
    throw new WorkbenchError('unscorable-input', {
      expected: 'at least one value that the input contract accepts',
      found: 'none',
      where: model.inputs[index]?.name ?? '',
      advice: 'look at its range, values and bins: they exclude each other',
    })
  })

const generated = (good: readonly (readonly Probe[])[], seed: number): readonly (readonly RawValue[])[] => {
  const stream = random(seed, 'golden')
  return Array.from({ length: GENERATED }, () =>
    good.map((probes) => (probes[stream.below(probes.length)] as Probe).raw),
  )
}

const ties = (seed: number): Model['golden']['ties'] => {
  const stream = random(seed, 'golden', 'ties')
  const salt = 'golden'
  const keys = Array.from({ length: TIED }, (_, index) => `person-${index}-${stream.below(1_000_000)}`)
  return { salt, keys, order: orderOfTies(salt, keys) }
}

/** Order of people with the same score: by {@link tieHash}, the smaller first. */
export const orderOfTies = (salt: string, keys: readonly string[]): string[] => {
  const hashed = keys.map((key) => [tieHash(salt, key), key] as const)
  return hashed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, key]) => key)
}

/**
 * Cases with known answers: each input at, just below and just above every edge, at its range ends, in every category, at each code,
 * missing, unseen and wrong, then 300 generated combinations, and a list of equals. All made up; none is a person.
 */
export const goldenVectors = (model: ScoringParts, seed: number): Model['golden'] => {
  const kernel = buildKernel(model)
  const probes = model.inputs.map((input: ModelInput, index) => probesOf(input, model.encoders[index] as Encoder))
  const good = probes.map((list, index) => list.filter((probe) => accepts(kernel, index, probe.raw)))
  const base = baseOf(good, model)
  const single = probes.flatMap((list, index) =>
    list.map(({ about, raw }) => {
      const row = base.map((value, place) => (place === index ? raw : value))
      return goldenCase(kernel, `${kernel.inputs[index]}: ${about}`, row)
    }),
  )
  const combined = generated(good, seed).map((row, index) => goldenCase(kernel, `generated ${index + 1}`, row))
  const cases = [...single, ...combined]
  return {
    seed,
    vectors: cases.filter((item): item is GoldenVector => 'linearPredictor' in item),
    refusals: cases.filter((item): item is GoldenRefusal => 'rule' in item),
    ties: ties(seed),
  }
}
