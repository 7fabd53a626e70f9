import { expect, it } from 'vitest'
import { random } from '../../../src/random.js'
import { rejectionRate } from '../../numeric/clustered-null.js'

it('the clustered Wald test at 5% rejects a true null in 4 to 6% of 4,000 simulations', () => {
  const { clustered } = rejectionRate(random(1, 'null-calibration'), { simulations: 4000, people: 300 })
  expect(clustered).toBeGreaterThanOrEqual(0.04)
  expect(clustered).toBeLessThanOrEqual(0.06)
})
