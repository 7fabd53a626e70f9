import type { Model } from '../../data-schemas/artifact.js'
import type { Calibration } from '../../data-schemas/calibration.js'
import { type FreezeParts, freezeModel } from '../../src/artifact/freeze.js'
import { HOSTILE_TEXTS } from '../../src/exports/generated-inputs.js'
import { levelled, type Made, nineMade, partsOf, pointsFor, straight } from '../support/model.js'

/** Every calibration there is, with numbers that reach both ends. */
export const CALIBRATIONS: readonly Calibration[] = [
  { kind: 'none' },
  { kind: 'intercept', intercept: -0.3 },
  { kind: 'platt', intercept: 0.05, slope: 0.97 },
  { kind: 'beta', intercept: 0.1, low: 0.8, high: 1.3 },
  {
    kind: 'isotonic',
    knots: [
      [-6, 0.001],
      [-2.5, 0.1],
      [-2, 0.1],
      [0.1 + 0.2, 0.7],
      [9, 0.999],
    ],
  },
]

const KEY = { person: 'client_id', time: 'week', list: ['municipality', 'week'] }

/** Column and category names that break out of quotes, comments and placeholders. */
const hostileMade = (): readonly Made[] => [
  levelled(
    '"; DROP TABLE people; --',
    { type: 'category' },
    { kind: 'groups', groups: [HOSTILE_TEXTS.slice(0, 9), HOSTILE_TEXTS.slice(9, 20), HOSTILE_TEXTS.slice(20)] },
    { extra: ['unseen'] },
  ),
  levelled("o'clock */ /* \\", { type: 'integer', min: 0, max: 9 }, { kind: 'intervals', edges: [2, 5] }),
  levelled(
    'line\n-- break',
    { type: 'boolean', nullable: true },
    { kind: 'intervals', edges: [0.5] },
    { extra: ['missing'] },
  ),
  levelled(
    'select',
    { type: 'category', nullable: true, values: ["a'b", 'c\\', 'ç'], codes: [{ value: "?'", state: 'missing' }] },
    { kind: 'groups', groups: [["a'b"], ['c\\']] },
    { extra: ['missing', 'unseen'] },
  ),
]

/** Inputs that enter as numbers, ordered texts, numbers that are categories, codes, and dates past the ends of calendars. */
const oddMade = (): readonly Made[] => [
  straight('money', { type: 'number', min: -1e6, max: 1e6 }, -1.7e-5),
  straight('huge', { type: 'number' }, 1e-295),
  straight('tiny', { type: 'number' }, 1e-20),
  levelled(
    'level',
    { type: 'ordinal', values: ['low', 'mid', "hi'gh"], nullable: true },
    { kind: 'intervals', edges: [0.5, 1.5] },
    { extra: ['missing'] },
  ),
  levelled(
    'stars',
    { type: 'ordinal', values: ['1', '2', '3', '5'] },
    { kind: 'groups', groups: [['1', '2'], ['5']] },
    {
      extra: ['unseen'],
    },
  ),
  levelled(
    'kind',
    { type: 'integer' },
    {
      kind: 'groups',
      groups: [
        ['1', '2', '3'],
        ['-4', '70000'],
      ],
    },
    { extra: ['unseen'] },
  ),
  levelled(
    'fine',
    {
      type: 'number',
      nullable: true,
      codes: [
        { value: 9999, state: 'special' },
        { value: -1, state: 'not-applicable' },
        { value: 'x', state: 'missing' },
      ],
    },
    { kind: 'intervals', edges: [-1e-300, 0, 5e-324, 0.1, 0.1 + 0.2, 1 / 3, 1e15 + 0.125] },
    { extra: ['missing', 'special'] },
  ),
  levelled('day', { type: 'date', min: 10_000, max: 30_000 }, { kind: 'intervals', edges: [18262, 18628.5] }),
  levelled(
    'any day',
    { type: 'date', nullable: true },
    { kind: 'intervals', edges: [-1e9, 0, 1e9] },
    { extra: ['missing'] },
  ),
]

const nine = (calibration: Calibration): FreezeParts => {
  const made = nineMade()
  return partsOf(made, { key: KEY, points: pointsFor(made), calibration })
}

const MODELS: readonly (readonly [name: string, model: Model])[] = [
  ...CALIBRATIONS.map((calibration) => [`nine, ${calibration.kind}`, freezeModel(nine(calibration))] as const),
  [
    'hostile names',
    freezeModel(partsOf(hostileMade(), { key: { person: 'k"\'', time: null, list: ['select', 'w;--'] } })),
  ],
  ['odd types', freezeModel(partsOf(oddMade(), { key: { person: 'p', time: null, list: [] } }))],
  ['no key', freezeModel(partsOf(nineMade()))],
]

/** Models that between them reach every branch of the kernel. */
export const exportModels = (): typeof MODELS => MODELS
