import { clusteredCovariance } from '../../src/numeric/cluster.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { twoSided } from '../../src/numeric/normal.js'
import type { Random } from '../../src/random.js'
import { normal, rowDesign, valuesBlock } from './designs.js'

/** Share of simulations in which the Wald test of a column without effect rejects at 5%: people have 2 to 9 rows, one propensity, and one value of the column. */
export const rejectionRate = (
  source: Random,
  { simulations, people }: { simulations: number; people: number },
): { readonly clustered: number; readonly independent: number } => {
  let clustered = 0
  let independent = 0
  for (let run = 0; run < simulations; run += 1) {
    const x: number[] = []
    const y: number[] = []
    const person: number[] = []
    for (let one = 0; one < people; one += 1) {
      const propensity = normal(source) * 1.2 - 0.5
      const value = normal(source)
      const rows = 2 + source.below(8)
      for (let row = 0; row < rows; row += 1) {
        x.push(value)
        y.push(source.uniform() < 1 / (1 + Math.exp(-propensity)) ? 1 : 0)
        person.push(one)
      }
    }
    const blocks = [valuesBlock('x', x)]
    const model = fitLogistic(rowDesign(blocks, y))
    const rows = { model, blocks, outcome: Uint8Array.from(y), person: Int32Array.from(person) }
    const robust = clusteredCovariance(rows).covariance
    const estimate = model.estimates[1] as number
    if (twoSided(estimate / Math.sqrt(robust[3] as number)) < 0.05) clustered += 1
    if (twoSided(estimate / Math.sqrt(model.covariance[3] as number)) < 0.05) independent += 1
  }
  return { clustered: clustered / simulations, independent: independent / simulations }
}
