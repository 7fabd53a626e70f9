import { fitFirth } from '../../src/fit/firth.js'
import { likelihoodRatioTests, profileIntervals } from '../../src/fit/profile.js'
import { logistic } from '../../src/numeric/link.js'
import type { Random } from '../../src/random.js'
import { levelsBlock, normal, rowDesign, valuesBlock } from '../numeric/designs.js'

/** How many simulations of how many rows. */
export interface Runs {
  readonly simulations: number
  readonly rows: number
}

const draw = (source: Random, rows: number, intercept: number) => {
  const x = Array.from({ length: rows }, () => normal(source))
  const level = Array.from({ length: rows }, () => source.below(3))
  const y = x.map((value) => (source.uniform() < logistic(intercept + 0.8 * value) ? 1 : 0))
  return { x, level, y }
}

/** Share of Firth intervals that cover the true effect of x (0.8), and share of tests that reject a candidate without effect. */
export const firthCoverage = (source: Random, { simulations, rows }: Runs) => {
  let cover = 0
  let reject = 0
  for (let run = 0; run < simulations; run += 1) {
    const { x, level, y } = draw(source, rows, -1.8)
    const design = rowDesign([valuesBlock('x', x), levelsBlock('level', level, 3)], y)
    const fit = fitFirth(design, { coefficients: [1] })
    const interval = fit.terms[1]?.interval
    const [lower, upper] = [interval?.lower ?? 0, interval?.upper ?? 0]
    if ((typeof lower === 'object' || lower <= 0.8) && (typeof upper === 'object' || upper >= 0.8)) cover += 1
    if ((fit.candidates[1]?.p ?? 1) < 0.05) reject += 1
  }
  return { cover: cover / simulations, reject: reject / simulations, runs: simulations }
}

/** The same for likelihood-ratio tests and profile intervals of maximum likelihood, with events that are not rare. */
export const profileCoverage = (source: Random, { simulations, rows }: Runs) => {
  let cover = 0
  let reject = 0
  for (let run = 0; run < simulations; run += 1) {
    const { x, level, y } = draw(source, rows, -0.5)
    const design = rowDesign([valuesBlock('x', x), levelsBlock('level', level, 3)], y)
    const [interval] = profileIntervals(design, { coefficients: [1] })
    const [lower, upper] = [interval?.lower ?? 0, interval?.upper ?? 0]
    if ((typeof lower === 'object' || lower <= 0.8) && (typeof upper === 'object' || upper >= 0.8)) cover += 1
    if ((likelihoodRatioTests(design)[1]?.p ?? 1) < 0.05) reject += 1
  }
  return { cover: cover / simulations, reject: reject / simulations, runs: simulations }
}
