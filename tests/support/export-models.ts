import type { Model } from '../../data-schemas/artifact.js'
import type { Calibration } from '../../data-schemas/calibration.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import type { References } from '../../src/exports/export-model.js'
import { generatedInputs } from '../../src/exports/generated-inputs.js'
import { referenceScores } from '../../src/exports/parity.js'
import { levelled, type Made, nineMade, partsOf, straight } from './model.js'

/** One of each calibration, with knots that lie close, far and level. */
export const CALIBRATIONS: readonly Calibration[] = [
  { kind: 'none' },
  { kind: 'intercept', intercept: -0.31 },
  { kind: 'platt', intercept: 0.05, slope: 0.97 },
  { kind: 'beta', intercept: 0.1, low: 1.2, high: 0.8 },
  {
    kind: 'isotonic',
    knots: [
      [-4.5, 0],
      [-3.25, 0.01],
      [-3.2499999, 0.015],
      [-1, 0.015],
      [0.1 + 0.2, 0.4],
      [2, 1],
    ],
  },
  { kind: 'isotonic', knots: [[-2, 0.037]] },
]

/** Names of columns and categories that break what does not escape them; all of them whole Unicode. */
export const HOSTILE_GROUPS: readonly (readonly string[])[] = [
  ["'s-Gravenhage", '=Rotterdam', '<&>"\'', ']]>', '&amp;', ' lead', 'trail ', 'a  b'],
  ['\\', 'end\\', '\\"', 'a"b', 'tab\there', 'line\nbreak', 'line\r\nbreak', '🜲', 'é', 'e\u0301'],
  ['__proto__', 'constructor', 'true', '0', 'NaN', 'null', '-', 'N/A', '\u2028', 'x'.repeat(400)],
]

/** Inputs of every kind beside those of the nine: whole texts as ordinals, ordered numbers, values as they are, codes, unseen refused. */
export const otherMade = (): readonly Made[] => [
  straight('debt', { type: 'number', min: -50, max: 1e6 }, 0.00123),
  straight('free', { type: 'number' }, -0.37),
  levelled(
    'school',
    { type: 'ordinal', values: ['none', 'lower & <upper>', 'higher'] },
    { kind: 'intervals', edges: [0.5, 1.5] },
  ),
  levelled(
    'grade',
    { type: 'ordinal', values: ['1', '2', '3.5', '9'], nullable: true },
    { kind: 'intervals', edges: [2, 3] },
    { extra: ['missing'], dummies: true },
  ),
  levelled(
    'kind',
    {
      type: 'integer',
      nullable: true,
      codes: [
        { value: 99, state: 'special' },
        { value: 98, state: 'not-applicable' },
      ],
    },
    { kind: 'groups', groups: [['1', '4'], ['2'], ['7', '8', '-3']] },
    { extra: ['missing', 'special', 'unseen'] },
  ),
  levelled('plain', { type: 'number', nullable: true }, { kind: 'intervals', edges: [] }, { extra: ['missing'] }),
  levelled('started', { type: 'date' }, { kind: 'intervals', edges: [-100.5, 0, 18262] }),
  levelled('sector', { type: 'category' }, { kind: 'groups', groups: [['a'], ['b', 'c']] }),
  levelled(
    'region',
    {
      type: 'category',
      values: ['n', 'e', 's', 'w'],
      nullable: true,
      codes: [
        { value: '?', state: 'missing' },
        { value: 'nvt', state: 'not-applicable' },
      ],
    },
    { kind: 'groups', groups: [['n'], ['e']] },
    { extra: ['missing', 'not-applicable', 'unseen'] },
  ),
  levelled(
    'town',
    { type: 'string', nullable: true },
    { kind: 'groups', groups: HOSTILE_GROUPS.map((group) => [...group]) },
    {
      extra: ['missing', 'unseen'],
    },
  ),
]

/** The nine kinds of input of the flagship, and all the others, each with a calibration. */
export const exportModels = (): readonly { readonly about: string; readonly model: Model }[] =>
  CALIBRATIONS.flatMap((calibration, index) => {
    const about = `${calibration.kind}${calibration.kind === 'isotonic' ? ` of ${calibration.knots.length}` : ''}`
    const key = { person: 'client_id', time: 'week', list: ['week'] }
    return [
      { about: `nine inputs, ${about}`, model: freezeModel(partsOf(nineMade(), { calibration, key })) },
      ...(index > 1 && index < 5
        ? [{ about: `other inputs, ${about}`, model: freezeModel(partsOf(otherMade(), { calibration, key })) }]
        : []),
    ]
  })

/** Reference scores for engines with typed columns; nothing is scored for the others. */
export const typedReferences = (model: Model, rows: number): References => {
  const typed = referenceScores(model, generatedInputs(model, { count: rows }))
  return { typed, anyType: typed }
}
