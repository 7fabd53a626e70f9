import { expect, it } from 'vitest'
import { random } from '../../../src/random.js'
import { firthCoverage, profileCoverage } from '../../fit/coverage.js'

it('Firth’s profile intervals cover 93 to 97% and its tests reject 4 to 6% in 1,000 simulations with few events', () => {
  const { cover, reject } = firthCoverage(random(21, 'firth'), { simulations: 1000, rows: 150 })
  expect(cover).toBeGreaterThanOrEqual(0.93)
  expect(cover).toBeLessThanOrEqual(0.97)
  expect(reject).toBeGreaterThanOrEqual(0.04)
  expect(reject).toBeLessThanOrEqual(0.06)
})

it('profile intervals cover 93 to 97% and likelihood-ratio tests reject 4 to 6% in 1,000 simulations', () => {
  const { cover, reject } = profileCoverage(random(22, 'profile'), { simulations: 1000, rows: 250 })
  expect(cover).toBeGreaterThanOrEqual(0.93)
  expect(cover).toBeLessThanOrEqual(0.97)
  expect(reject).toBeGreaterThanOrEqual(0.04)
  expect(reject).toBeLessThanOrEqual(0.06)
})
