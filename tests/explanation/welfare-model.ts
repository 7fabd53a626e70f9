import type { Model } from '../../data-schemas/artifact.js'
import { type Candidate, candidate } from '../../data-schemas/candidate.js'
import { study } from '../../data-schemas/study.js'
import type { FreezeParts } from '../../src/artifact/freeze.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { levelled, type Made, partsOf } from '../support/model.js'

interface Hand {
  readonly label: { readonly nl: string; readonly en: string }
  readonly woe: readonly number[]
  readonly rows: readonly (number | null)[]
  readonly coefficient?: number
}

/** Gives a hand-made candidate its label, weights of evidence, counts and coefficient. */
const hand = (made: Made, { label, woe, rows, coefficient = -0.9 }: Hand): Made => ({
  input: { ...made.input, label },
  encoder: {
    ...made.encoder,
    levels: made.encoder.levels.map((level, code) => ({
      ...level,
      woe: woe[code] ?? 0,
      values: [woe[code] ?? 0],
      rows: rows[code] ?? null,
    })),
  },
  term: { ...made.term, columns: [{ column: made.input.name, coefficient: Math.abs(coefficient) }] },
})

const GROUPS = Array.from({ length: 10 }, (_, group) =>
  Array.from({ length: group === 9 ? 2 : 20 }, (_unused, index) => `GM${9000 + group * 20 + index}`),
)

const yesNo = (name: string): Made =>
  levelled(name, { type: 'boolean', nullable: true }, { kind: 'intervals', edges: [0.5] }, { extra: ['missing'] })

const whole = (name: string, range: readonly [number, number], edges: number[]): Made =>
  levelled(
    name,
    { type: 'integer', min: range[0], max: range[1], nullable: true },
    { kind: 'intervals', edges },
    { extra: ['missing'] },
  )

/** Nine indicators as the Maatwerkscan has them: made-up counts and weights, edges of the usual size. */
export const welfareMade = (): readonly Made[] => [
  hand(yesNo('prior_bijstand'), {
    label: { nl: 'eerder bijstand gehad', en: 'earlier spell of welfare' },
    woe: [-0.59, 2.17, 0],
    rows: [4868, 374, null],
  }),
  hand(whole('ww_right_months', [3, 24], [4.5, 8.5, 10.5, 13.5, 14.5, 17.5, 22.5]), {
    label: { nl: 'duur van het WW-recht', en: 'total months of WW right' },
    woe: [0.98, 0.76, 0.5, 0.19, -0.14, -0.43, -0.75, -0.91, 0],
    rows: [576, 467, 301, 574, 201, 617, 997, 1508, null],
  }),
  hand(whole('ww_months_left', [0, 24], [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5]), {
    label: { nl: 'maanden tot het einde van de WW', en: 'months left until the end of WW' },
    woe: [1.1, 0.85, 0.55, 0.47, 0.35, 0.24, 0.14, 0.04, -0.11, -0.24, -0.4, -1.02, -3.02, 0],
    rows: [308, 394, 517, 297, 294, 289, 282, 276, 271, 264, 256, 244, 1551, null],
    coefficient: 0.85,
  }),
  hand(
    levelled(
      'ww_amount',
      { type: 'number', unit: 'euro a month, gross', min: 0, max: 6000, nullable: true },
      {
        kind: 'intervals',
        edges: [370.705, 764.715, 1308.465, 1407.31, 1536.995, 1729.085, 1818.275, 2284.95, 3063.2],
      },
      { extra: ['missing'] },
    ),
    {
      label: { nl: 'hoogte van de WW-uitkering', en: 'WW amount' },
      woe: [0.6, 0.45, 0.26, 0.11, -0.11, -0.21, -0.46, -0.63, -1.11, -1.52, 0],
      rows: [105, 524, 1782, 419, 419, 524, 210, 734, 419, 105, null],
      coefficient: 0.37,
    },
  ),
  hand(yesNo('side_income'), {
    label: { nl: 'inkomen naast de WW', en: 'income besides WW' },
    woe: [0.13, -0.41, 0],
    rows: [3731, 1511, null],
  }),
  hand(yesNo('tw_supplement'), {
    label: { nl: 'toeslag op de WW (Toeslagenwet)', en: 'supplement on WW' },
    woe: [-0.19, 1.0, 0],
    rows: [4729, 513, null],
    coefficient: 0.66,
  }),
  hand(whole('age_first_ww_day', [18, 66], [20.5, 28.5, 34.5, 40.5, 45.5, 51.5, 53.5, 54.5, 57.5, 58.5, 59.5]), {
    label: { nl: 'leeftijd op de eerste WW-dag', en: 'age on the first WW day' },
    woe: [-1.07, -0.52, -0.31, 0, 0.35, 0.62, 1.18, 1.1, 1.52, 1.18, 0.35, -0.1, 0.35],
    rows: [108, 508, 627, 700, 617, 695, 315, 175, 570, 184, 167, 576, null],
    coefficient: 1,
  }),
  hand(yesNo('household_single'), {
    label: { nl: 'alleenstaand', en: 'single household' },
    woe: [-0.51, 0.47, 0],
    rows: [3104, 2138, null],
    coefficient: 0.45,
  }),
  hand(
    levelled(
      'municipality',
      { type: 'category' },
      { kind: 'groups', groups: GROUPS },
      { extra: ['missing', 'unseen'] },
    ),
    {
      label: { nl: 'gemeente', en: 'municipality' },
      woe: [-0.43, -0.35, -0.23, -0.14, -0.06, 0.01, 0.09, 0.18, 0.29, 0.37, 0, 0],
      rows: [234, 257, 477, 601, 712, 817, 642, 521, 453, 527, null, null],
      coefficient: 1.26,
    },
  ),
]

/** Scale of the card: 600 points at odds of 50 to 1, 20 points double the odds. */
export const SCALE = { base: 600, odds: 50, doubling: 20 } as const

const FACTOR = SCALE.doubling / Math.LN2
const OFFSET = SCALE.base - FACTOR * Math.log(SCALE.odds)

/** Points written from the definition, not with the workbench's own function. */
const cardPoints = (made: readonly Made[], intercept: number): NonNullable<FreezeParts['points']> => ({
  base: Math.round(OFFSET - FACTOR * intercept) + 0,
  rows: made.flatMap(({ encoder, term }) =>
    encoder.levels.map((level) => ({
      candidate: encoder.name,
      level: level.code,
      points: Math.round(-FACTOR * (level.values[0] as number) * (term.columns[0]?.coefficient as number)) + 0,
    })),
  ),
})

/** A frozen model with the nine of the Maatwerkscan. */
export const welfareModel = (more: Partial<FreezeParts> = {}): Model => {
  const made = welfareMade()
  const intercept = -3.5
  return freezeModel(
    partsOf(made, {
      name: 'maatwerkscan',
      title: {
        nl: 'Maatwerkscan: wie krijgt eerder hulp aangeboden?',
        en: 'Maatwerkscan: who is offered help earlier?',
      },
      purpose: {
        nl: 'Mensen met een WW-uitkering ordenen naar de kans dat zij binnen twaalf maanden bijstand nodig hebben, zodat een adviseur hun eerder hulp kan aanbieden.',
        en: 'Rank people on unemployment benefit (WW) by the risk of entering welfare (bijstand) within twelve months, so that an adviser can offer them help earlier.',
      },
      intercept,
      calibration: { kind: 'none' },
      points: cardPoints(made, intercept),
      ...more,
    }),
  )
}

/** Somebody whose WW is about to stop. */
export const SOMEBODY = {
  prior_bijstand: true,
  ww_right_months: 6,
  ww_months_left: 2,
  ww_amount: 900.5,
  side_income: false,
  tw_supplement: true,
  age_first_ww_day: 56,
  household_single: true,
  municipality: 'GM9181',
} as const

const declare = (more: { readonly name: string } & Record<string, unknown>): Candidate =>
  candidate.parse({ type: 'boolean', ...more })

/** A study of the same nine: age protected and answered unless told otherwise, side income declared changeable. */
export const welfareStudy = ({ answered = true } = {}) => ({
  candidates: [
    declare({ name: 'prior_bijstand' }),
    declare({ name: 'ww_right_months', type: 'integer' }),
    declare({ name: 'ww_months_left', type: 'integer', changes: 'weekly' }),
    declare({ name: 'ww_amount', type: 'number', changes: 'weekly' }),
    declare({
      name: 'side_income',
      changes: 'weekly',
      changeable: {
        direction: 'up',
        reason: { nl: 'Wij helpen u om werk naast de WW te vinden.', en: 'We help you find work beside your WW.' },
      },
    }),
    declare({ name: 'tw_supplement', changes: 'weekly' }),
    declare({ name: 'age_first_ww_day', type: 'integer', protectedGround: 'age' }),
    declare({ name: 'household_single' }),
    declare({ name: 'municipality', type: 'category' }),
  ],
  screening: study.shape.screening.parse({
    overrides: answered
      ? [
          {
            candidate: 'age_first_ww_day',
            decision: 'keep',
            lens: 'ethics',
            reason: 'help at every age stays open',
            author: 'owner',
            date: '2026-11-22',
          },
        ]
      : [],
  }),
})
