import { expect, it } from 'vitest'
import { listCoverage } from '../../ranking/list-coverage.js'

it('paired intervals of lists cover 93 to 97 in a hundred, with several rows a person', { timeout: 600_000 }, () => {
  for (const [name, share] of Object.entries(listCoverage(600, { people: 3000, population: 400_000 }))) {
    expect(share, name).toBeGreaterThanOrEqual(0.93)
    expect(share, name).toBeLessThanOrEqual(0.97)
  }
})
