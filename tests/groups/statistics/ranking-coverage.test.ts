import { describe, expect, it } from 'vitest'
import { scoresOf } from '../../../src/calibration/scores.js'
import { calibrationSlope } from '../../../src/calibration/slope.js'
import { logistic } from '../../../src/numeric/link.js'
import { normalQuantile } from '../../../src/numeric/normal.js'
import { densePeople } from '../../../src/numeric/people.js'
import { type Random, random } from '../../../src/random.js'
import { bootstrapRanking } from '../../../src/ranking/bootstrap.js'
import { rankingOf } from '../../../src/ranking/order.js'

const SIMULATIONS = 600

interface Sample {
  readonly score: Float64Array
  readonly probability: Float64Array
  readonly label: Uint8Array
  readonly person: Int32Array
}

/** People with one to five weeks; the outcome goes with the person as well as with the score. */
const draw = (people: number, stream: Random): Sample => {
  const eta: number[] = []
  const label: number[] = []
  const person: number[] = []
  for (let who = 0; who < people; who += 1) {
    const weeks = 1 + stream.below(5)
    const base = -1.4 + 1.2 * normalQuantile(stream.uniform())
    const happens = stream.uniform()
    for (let week = 0; week < weeks; week += 1) {
      const x = base + 0.2 * normalQuantile(stream.uniform())
      eta.push(x)
      label.push(happens < logistic(x) ? 1 : 0)
      person.push(who)
    }
  }
  const score = Float64Array.from(eta)
  return { score, probability: score.map(logistic), label: Uint8Array.from(label), person: Int32Array.from(person) }
}

const truth = (): { readonly auc: number; readonly recall: number; readonly brier: number } => {
  const { score, probability, label, person } = draw(400_000, random(99, 'truth'))
  const people = densePeople(person)
  const one = bootstrapRanking({ ranking: rankingOf(score), label, people }, { shares: [0.2], replicates: 2, seed: 1 })
  const middle = ({ lower, upper }: { lower: number | null; upper: number | null }): number =>
    ((lower as number) + (upper as number)) / 2
  return {
    auc: middle(one.auc),
    recall: middle(one.pooled[0]?.recall as { lower: number; upper: number }),
    brier: scoresOf({ probability, label, people }).brier.estimate as number,
  }
}

/** Covers as often as promised: within four standard errors of the number of simulations. */
const nominal = (hits: number): void => {
  const slack = 4 * Math.sqrt((0.95 * 0.05) / SIMULATIONS)
  expect(Math.abs(hits / SIMULATIONS - 0.95)).toBeLessThan(slack)
}

describe(`intervals over ${SIMULATIONS} simulations of people with several rows`, () => {
  it('cover AUC, recall, Brier, intercept and slope 95 times in 100', { timeout: 600_000 }, () => {
    const real = truth()
    const hits = { auc: 0, recall: 0, brier: 0, intercept: 0, slope: 0, ratio: 0 }
    for (let simulation = 0; simulation < SIMULATIONS; simulation += 1) {
      const { score, probability, label, person } = draw(400, random(7, 'coverage', simulation))
      const people = densePeople(person)
      const within = ({ lower, upper }: { lower: number | null; upper: number | null }, value: number): number =>
        lower !== null && upper !== null && lower <= value && value <= upper ? 1 : 0
      const found = bootstrapRanking(
        { ranking: rankingOf(score), label, people },
        { shares: [0.2], replicates: 400, seed: simulation },
      )
      hits.auc += within(found.auc, real.auc)
      hits.recall += within(found.pooled[0]?.recall as { lower: number; upper: number }, real.recall)
      const predicted = { probability, label, people }
      const scores = scoresOf(predicted)
      const slope = calibrationSlope(predicted)
      hits.brier += within(scores.brier, real.brier)
      hits.ratio += within(scores.observedToExpected, 1)
      hits.intercept += within(slope.intercept, 0)
      hits.slope += within(slope.slope, 1)
    }
    for (const count of Object.values(hits)) nominal(count)
  })

  it('of the difference with an equally good rule leave out 0 five times in 100', { timeout: 600_000 }, () => {
    let excluded = 0
    for (let simulation = 0; simulation < SIMULATIONS; simulation += 1) {
      const stream = random(11, 'null', simulation)
      const { score, label, person } = draw(400, stream)
      // Model and rule see the risk with errors of their own but of the same size.
      const noisy = (): Float64Array => score.map((value) => value + normalQuantile(stream.uniform()))
      const rule = noisy()
      const cut = rankingOf(rule).groupScore[Math.floor(score.length / 5) - 1] as number
      const selected = Uint8Array.from(rule, (value) => (value >= cut ? 1 : 0))
      const difference = bootstrapRanking(
        { ranking: rankingOf(noisy()), label, people: densePeople(person) },
        { shares: [], rules: [selected], replicates: 400, seed: simulation },
      ).rules[0] as { lower: number; upper: number }
      if (difference.lower > 0 || difference.upper < 0) excluded += 1
    }
    nominal(SIMULATIONS - excluded)
  })
})
