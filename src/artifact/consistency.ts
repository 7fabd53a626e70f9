import type { Model, ModelInput, Term } from '../../data-schemas/artifact.js'
import type { Calibration } from '../../data-schemas/calibration.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import type { Issue } from '../errors.js'

/** The parts of a model that must agree with each other. */
export type ConsistentParts = Pick<Model, 'inputs' | 'encoders' | 'terms' | 'calibration' | 'points'>

const problem = (where: string, expected: string, found: string): Issue => ({
  rule: 'inconsistent-model',
  column: where,
  expected,
  found,
  advice: 'do not use this model; freeze it again from its run',
  severity: 'refuse',
})

const check = (holds: boolean, ...[where, expected, found]: readonly [string, string, string]): readonly Issue[] =>
  holds ? [] : [problem(where, expected, found)]

const increasing = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value > (values[index - 1] as number))

const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length

const ruleProblems = (encoder: Encoder): readonly Issue[] => {
  const { name, rule, levels } = encoder
  const bins = levels.findIndex((level) => level.kind !== 'bin')
  const leading = bins === -1 ? levels.length : bins
  switch (rule.kind) {
    case 'intervals':
      return [
        ...check(increasing(rule.edges), name, 'edges strictly increasing', 'edges out of order'),
        ...check(leading === rule.edges.length + 1, name, `${rule.edges.length + 1} bins first`, `${leading}`),
      ]
    case 'groups':
      return [
        ...check(distinct(rule.groups.flat()), name, 'each category in one group', 'a category in two groups'),
        ...check(leading === rule.groups.length, name, `${rule.groups.length} bins first`, `${leading}`),
      ]
    case 'linear':
      return [
        ...check(
          levels.length === 0 && encoder.columns.length === 1,
          name,
          'one column and no levels',
          `${levels.length} levels`,
        ),
        ...check(encoder.type !== 'category', name, 'a number that enters as it is', 'a category'),
      ]
  }
}

const levelProblems = (encoder: Encoder): readonly Issue[] => {
  const { name, levels, columns } = encoder
  const used = [
    encoder.missingLevel,
    encoder.notApplicableLevel,
    encoder.unseenLevel,
    ...encoder.codes.map((code) => code.level),
  ]
  const outside = used.filter((level) => level !== null && level >= levels.length).length
  return [
    ...check(
      levels.every((level, index) => level.code === index),
      name,
      'levels in order of their codes',
      'another order',
    ),
    ...check(
      levels.every((level) => level.values.length === columns.length),
      name,
      `${columns.length} values per level`,
      'another number',
    ),
    ...check(outside === 0, name, `levels under ${levels.length}`, `${outside} references to levels that do not exist`),
    ...check(distinct(encoder.codes.map((code) => String(code.value))), name, 'each code once', 'a code twice'),
  ]
}

const inputProblems = (input: ModelInput, encoder: Encoder): readonly Issue[] => {
  const { type, min, max } = input.contract
  const sameType = type === encoder.type || (type === 'string' && encoder.type === 'category')
  const missing = input.missing === 'refuse' || encoder.missingLevel !== null
  const unseen = encoder.unseenLevel === null ? 'refuse' : 'level'
  return [
    ...check(sameType, input.name, `type ${encoder.type}, as encoded`, `type ${type}`),
    ...check(min === undefined || max === undefined || min <= max, input.name, 'minimum ≤ maximum', 'an empty range'),
    ...check(missing, input.name, 'a level for missing values, or the policy "refuse"', 'neither'),
    ...check(input.unseen === unseen, input.name, `unseen policy "${unseen}", as encoded`, `"${input.unseen}"`),
  ]
}

const termProblems = (term: Term, encoder: Encoder): readonly Issue[] =>
  check(
    term.columns.map((column) => column.column).join('\n') === encoder.columns.join('\n'),
    term.name,
    `coefficients for the columns ${encoder.columns.join(', ')}`,
    term.columns.map((column) => column.column).join(', '),
  )

/** Problems of a calibration map: it must not turn the order of people around. */
export const calibrationProblems = (calibration: Calibration): readonly Issue[] => {
  if (calibration.kind === 'platt') {
    return check(calibration.slope > 0, 'calibration', 'a positive slope', String(calibration.slope))
  }
  if (calibration.kind === 'beta') {
    const { low, high } = calibration
    return check(low > 0 || high > 0, 'calibration', 'a positive slope', `${low} and ${high}`)
  }
  if (calibration.kind !== 'isotonic') return []
  const ys = calibration.knots.map((knot) => knot[1])
  const flat = ys.every((y, index) => index === 0 || y >= (ys[index - 1] as number))
  return [
    ...check(
      increasing(calibration.knots.map((knot) => knot[0])),
      'calibration',
      'knots in increasing order',
      'another order',
    ),
    ...check(flat, 'calibration', 'probabilities that do not decrease', 'a decrease'),
  ]
}

const pointsProblems = (model: ConsistentParts): readonly Issue[] => {
  if (model.points === null) return []
  const wanted = model.encoders.flatMap((encoder) => encoder.levels.map((level) => `${encoder.name}\n${level.code}`))
  const found = model.points.rows.map((row) => `${row.candidate}\n${row.level}`)
  const same = wanted.length === found.length && distinct(found) && wanted.every((row) => found.includes(row))
  const levelled = model.encoders.every((encoder) => encoder.rule.kind !== 'linear')
  return [
    ...check(same, 'points', 'points for every level, once', 'levels without points, or twice'),
    ...check(levelled, 'points', 'no card when a candidate enters as it is', 'a card'),
  ]
}

/** Everything in which the parts of a model contradict each other; empty when they agree. */
export const consistencyProblems = (model: ConsistentParts): readonly Issue[] => {
  const names = model.inputs.map((input) => input.name)
  const sameNames = [model.encoders, model.terms].every(
    (list) => list.map((item) => item.name).join('\n') === names.join('\n'),
  )
  const first = [
    ...check(sameNames, 'inputs', `encoders and terms for ${names.join(', ')}, in that order`, 'another list'),
    ...check(distinct(names), 'inputs', 'each input once', 'an input twice'),
    ...check(distinct(model.inputs.map((input) => input.column)), 'inputs', 'each column once', 'a column read twice'),
    ...calibrationProblems(model.calibration),
    ...pointsProblems(model),
  ]
  if (!sameNames) return first
  const each = model.encoders.flatMap((encoder, index) => [
    ...ruleProblems(encoder),
    ...levelProblems(encoder),
    ...inputProblems(model.inputs[index] as ModelInput, encoder),
    ...termProblems(model.terms[index] as Term, encoder),
  ])
  return [...first, ...each]
}
