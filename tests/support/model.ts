import type { Model, ModelInput, Term } from '../../data-schemas/artifact.js'
import type { Calibration } from '../../data-schemas/calibration.js'
import { type ColumnContractInput, columnContract, csvFormat } from '../../data-schemas/columns.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { type FreezeParts, freezeModel } from '../../src/artifact/freeze.js'

const digest = (letter: string): string => letter.repeat(64)

type Rule = Encoder['rule']
type LevelKind = Encoder['levels'][number]['kind']

/** One hand-made candidate: weights of evidence per level are made up from its place. */
export interface Made {
  readonly input: ModelInput
  readonly encoder: Encoder
  readonly term: Term
}

const levelsOf = (kinds: readonly LevelKind[], columns: number, seed: number): Encoder['levels'] =>
  kinds.map((kind, code) => ({
    code,
    kind,
    label: `${kind} ${code}`,
    rows: 100,
    people: 80,
    events: code % 3 === 0 ? null : 20,
    woe: Math.sin(seed + code * 1.7),
    values: Array.from({ length: columns }, (_, column) =>
      columns === 1 ? Math.sin(seed + code * 1.7) : Number(code === column + 1),
    ),
  }))

/** A candidate with levels: bins of the rule first, then the extra kinds in order. */
export const levelled = (
  name: string,
  contract: ColumnContractInput,
  rule: Rule,
  more: { readonly extra?: readonly LevelKind[]; readonly seed?: number; readonly dummies?: boolean } = {},
): Made => {
  const { extra = [], seed = name.length, dummies = false } = more
  const bins = rule.kind === 'intervals' ? rule.edges.length + 1 : rule.kind === 'groups' ? rule.groups.length : 0
  const kinds: LevelKind[] = [...Array.from({ length: bins }, () => 'bin' as const), ...extra]
  const at = (kind: LevelKind): number | null => (kinds.includes(kind) ? kinds.indexOf(kind) : null)
  const columns = dummies ? kinds.slice(1).map((_, index) => `${name}_${index + 1}`) : [name]
  const type = contract.type === 'string' ? 'category' : contract.type
  const states = { missing: at('missing'), 'not-applicable': at('not-applicable'), special: at('special') }
  const encoder: Encoder = {
    name,
    type,
    encoding: dummies ? 'levels' : 'woe',
    rule,
    columns,
    levels: levelsOf(kinds, columns.length, seed),
    codes: (contract.codes ?? []).flatMap((code) => {
      const level = states[code.state]
      return level === null ? [] : [{ value: code.value, level }]
    }),
    missingLevel: at('missing'),
    notApplicableLevel: at('not-applicable'),
    unseenLevel: at('unseen'),
    range: null,
    method: rule.kind === 'groups' ? 'categories' : 'optimal',
    direction: 'none',
  }
  return {
    input: {
      name,
      column: name,
      label: { nl: `${name} (nl)`, en: `${name} (en)` },
      contract: columnContract.parse(contract),
      missing: encoder.missingLevel === null ? 'refuse' : 'level',
      unseen: encoder.unseenLevel === null ? 'refuse' : 'level',
    },
    encoder,
    term: { name, columns: columns.map((column, index) => ({ column, coefficient: 0.731 + index / 7 + seed / 13 })) },
  }
}

/** A number that enters the model as it is. */
export const straight = (name: string, contract: ColumnContractInput, coefficient = -0.37): Made => ({
  input: {
    name,
    column: name,
    label: null,
    contract: columnContract.parse(contract),
    missing: 'refuse',
    unseen: 'refuse',
  },
  encoder: {
    name,
    type: contract.type === 'string' ? 'category' : contract.type,
    encoding: 'linear',
    rule: { kind: 'linear' },
    columns: [name],
    levels: [],
    codes: [],
    missingLevel: null,
    notApplicableLevel: null,
    unseenLevel: null,
    range: [0, 10],
    method: 'linear',
    direction: 'increasing',
  },
  term: { name, columns: [{ column: name, coefficient }] },
})

/** Parts of a model made of hand-made candidates. */
export const partsOf = (made: readonly Made[], more: Partial<FreezeParts> = {}): FreezeParts => ({
  name: 'hand-made',
  title: { nl: 'Met de hand', en: 'By hand' },
  studyVersion: '1',
  synthetic: true,
  draft: null,
  key: { person: null, time: null, list: [] },
  csv: csvFormat.parse({}),
  inputs: made.map((one) => one.input),
  encoders: made.map((one) => one.encoder),
  intercept: -2.123456789,
  terms: made.map((one) => one.term),
  calibration: { kind: 'platt', intercept: 0.05, slope: 0.97 },
  points: null,
  evaluation: {
    rows: 1000,
    people: 900,
    events: 66,
    numbers: [{ metric: 'recall', k: 0.1, estimate: 0.63, lower: 0.6, upper: 0.66 }],
  },
  purpose: { nl: 'hulp aanbieden', en: 'offer help' },
  limits: { notFor: [{ nl: 'geen sanctie', en: 'no sanctions' }], audit: [] },
  lineage: { study: digest('a'), data: digest('b'), code: digest('c'), packageVersion: '0.1.0', seed: 7 },
  ...more,
})

/** Two inputs: small enough to try every byte of its file. */
export const smallParts = (): FreezeParts => {
  const made = [
    levelled('months', { type: 'integer', min: 0, max: 24 }, { kind: 'intervals', edges: [3] }),
    levelled('single', { type: 'boolean' }, { kind: 'intervals', edges: [0.5] }),
  ]
  return partsOf(made)
}

/** Nine inputs of every type and policy, with a key and lists. */
export const nineMade = (): readonly Made[] => [
  levelled('prior', { type: 'boolean' }, { kind: 'groups', groups: [['0'], ['1']] }),
  levelled('right', { type: 'integer', min: 3, max: 24 }, { kind: 'intervals', edges: [6, 12, 18] }),
  levelled('left', { type: 'integer', min: 0, max: 24 }, { kind: 'intervals', edges: [1, 2, 3, 4, 6, 8, 12] }),
  levelled(
    'amount',
    { type: 'number', unit: 'EUR', min: 0, max: 6000, nullable: true, codes: [{ value: 9999, state: 'special' }] },
    { kind: 'intervals', edges: [0.1 + 0.2, 612.5, 1290.25, 2001] },
    { extra: ['missing', 'special'] },
  ),
  levelled('side', { type: 'boolean', nullable: true }, { kind: 'intervals', edges: [0.5] }, { extra: ['missing'] }),
  levelled(
    'supplement',
    {
      type: 'integer',
      nullable: true,
      codes: [
        { value: -1, state: 'not-applicable' },
        { value: -2, state: 'missing' },
      ],
    },
    { kind: 'intervals', edges: [10, 20] },
    { extra: ['missing', 'not-applicable'], dummies: true },
  ),
  levelled('age', { type: 'integer', min: 18, max: 66 }, { kind: 'intervals', edges: [27, 35, 45, 55, 60] }),
  levelled(
    'since',
    { type: 'date', nullable: true },
    { kind: 'intervals', edges: [18262, 18628.5] },
    { extra: ['missing'] },
  ),
  levelled(
    'municipality',
    { type: 'category' },
    { kind: 'groups', groups: [["'s-Gravenhage", '=Rotterdam'], ['Utrecht'], ['Ter "Aa"', 'Éé, n']] },
    { extra: ['unseen'] },
  ),
]

/** Points that match the levels of hand-made candidates. */
export const pointsFor = (made: readonly Made[]): NonNullable<FreezeParts['points']> => ({
  base: 500,
  rows: made.flatMap(({ encoder }) =>
    encoder.levels.map((level) => ({ candidate: encoder.name, level: level.code, points: Math.round(20 * level.woe) })),
  ),
})

/** The model of {@link nineMade}. */
export const nineModel = (calibration?: Calibration, more: Partial<FreezeParts> = {}): Model => {
  const made = nineMade()
  return freezeModel(
    partsOf(made, {
      key: { person: 'client_id', time: 'week', list: ['municipality', 'week'] },
      points: pointsFor(made),
      ...(calibration === undefined ? {} : { calibration }),
      ...more,
    }),
  )
}
