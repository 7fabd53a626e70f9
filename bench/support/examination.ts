import type { RunResults } from '../../src/run-results.js'
import type { Agreement } from './types.js'

/** Numbers of the examination that the workbench and Python both have. A step that did nothing would show in one of them. */
export interface Examination {
  /** 95% point of the information value under exchanged outcomes, mean over the candidates. */
  readonly shuffled: number
  /** Recall on held-out folds that is lost without earlier welfare. */
  readonly price: number
  /** AUC that is owed to measuring on those who were learned from: bins, screening, selection and fit again on resamples. */
  readonly aucOptimism: number
  /** Width of the profile-likelihood interval of earlier welfare. */
  readonly profile: number
  /** Mean probability by fits on thinned non-events whose intercept is not corrected. */
  readonly uncorrected: number
  /** 1 less the slope of refits on resampled people. */
  readonly slopeOptimism: number
  /** Mean width of the consistency band of the isotonic curve. */
  readonly band: number
  /** Recall at the first share in each quarter of the test side, and the mean of its standard errors. */
  readonly quarters: readonly number[]
  readonly quarterError: number
  /** Share of the people with the outcome whom the simulated intake reaches, and of those whom no list holds. */
  readonly reached: number
  readonly missed: number
  /** Width of the interval of recall when each resample draws its cut. */
  readonly redrawn: number
}

/** Python's numbers may be null: JSON has no NaN. */
type Read = { readonly [Name in keyof Examination]: Examination[Name] | null }

const PRIOR = 'prior_bijstand'

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
interface Undefined {
  readonly kind: 'undefined'
  readonly because: string
}
const defined = <T extends object>(value: T): Exclude<T, Undefined> => {
  if ('because' in value) throw new Error(`no number to compare: ${value.because}`)
  return value as Exclude<T, Undefined>
}

/** The numbers of a run of the workbench. */
export const examinationOf = (results: RunResults): Examination => {
  const { screeningExamination, selectionExamination, fitExamination } = results
  const { calibrationExamination, rankingExamination, fairnessExamination } = results
  if (
    screeningExamination === undefined ||
    selectionExamination === undefined ||
    fitExamination === undefined ||
    calibrationExamination === undefined ||
    rankingExamination === undefined ||
    fairnessExamination === undefined
  ) {
    throw new Error('the run was not examined')
  }
  const prior = defined(fitExamination.terms).find(({ name }) => name.startsWith(PRIOR))
  const [trend] = defined(rankingExamination.quarters)
  const { people, missed } = defined(rankingExamination.missed)
  return {
    shuffled: mean(screeningExamination.controls.information.map(({ upper }) => upper)),
    price: numberOf(
      defined(selectionExamination.prices).find(({ indicator }) => indicator === PRIOR)?.recallLost.estimate,
    ),
    aucOptimism: numberOf(
      defined(selectionExamination.resampled).optimism.metrics.find(({ metric }) => metric === 'auc')?.optimism,
    ),
    profile: numberOf(prior?.upper) - numberOf(prior?.lower),
    uncorrected: defined(fitExamination.sampling).uncorrected,
    slopeOptimism: numberOf(
      defined(calibrationExamination.optimism).metrics.find(({ metric }) => metric === 'slope')?.optimism,
    ),
    band: mean(defined(calibrationExamination.reliability).band.map(({ lower, upper }) => upper - lower)),
    quarters: (trend?.periods ?? []).map(({ estimate }) => numberOf(estimate)),
    quarterError: mean(
      (trend?.periods ?? []).map(({ estimate, upper }) => (numberOf(upper) - numberOf(estimate)) / 1.96),
    ),
    reached: numberOf(defined(rankingExamination.intake).shareReached.estimate),
    missed: numberOf(missed) / numberOf(people),
    redrawn: (({ upper, lower }) => numberOf(upper) - numberOf(lower))(
      fairnessExamination.frontiers[0]?.candidates[0]?.recall ?? { upper: null, lower: null },
    ),
  }
}

const apart = (own: number, other: number | null): number => Math.abs(own - (other ?? Number.NaN))
const share = (own: number, other: number | null): number => apart(own, other) / Math.abs(own)

/** Tolerances at full size and at small size, where a handful of people decides and few resamples are drawn. */
const ALLOWED: readonly (readonly [
  what: string,
  full: number,
  quick: number,
  difference: (own: Examination, other: Read) => number,
])[] = [
  ['information value of exchanged outcomes, 95% point, relative', 0.4, 0.6, (a, b) => share(a.shuffled, b.shuffled)],
  ['held-out recall lost without earlier welfare', 0.12, 0.4, (a, b) => apart(a.price, b.price)],
  ['optimism of AUC, whole pipeline on resamples', 0.045, 0.1, (a, b) => apart(a.aucOptimism, b.aucOptimism)],
  ['width of a profile interval, relative', 0.4, 0.8, (a, b) => share(a.profile, b.profile)],
  ['mean probability of thinned fits before correction', 0.06, 0.12, (a, b) => apart(a.uncorrected, b.uncorrected)],
  ['optimism of the slope, relative', 0.8, 5, (a, b) => share(a.slopeOptimism, b.slopeOptimism)],
  ['width of the band of reliability, relative', 0.4, 0.6, (a, b) => share(a.band, b.band)],
  [
    'recall of each quarter',
    0.05,
    0.2,
    (a, b) => Math.max(...a.quarters.map((value, quarter) => apart(value, b.quarters?.[quarter] ?? null))),
  ],
  ['error of recall of a quarter, relative', 0.3, 0.6, (a, b) => share(a.quarterError, b.quarterError)],
  ['share reached by the simulated intake', 0.03, 0.1, (a, b) => apart(a.reached, b.reached)],
  ['share of people missed', 0.05, 0.15, (a, b) => apart(a.missed, b.missed)],
  ['width of recall with redrawn cuts, relative', 0.35, 0.7, (a, b) => share(a.redrawn, b.redrawn)],
]

/** Whether both examined the same. */
export const examinationAgreements = (
  peer: string,
  [own, other]: readonly [Examination, Read],
  quick: boolean,
): readonly Agreement[] =>
  ALLOWED.map(([what, full, small, difference]) => ({
    peer,
    what,
    difference: difference(own, other),
    allowed: quick ? small : full,
  }))
