import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, expect } from 'vitest'
import { CATALOGUE, type OracleId } from '../oracles/catalogue/catalogue.js'
import { largestDifference } from './oracle-difference.js'

/** Folder where each test file leaves the differences that it found; nothing is written when it is not set. */
export const RECORDS = 'ORACLE_RECORDS'

const found = new Map<OracleId, number>()

afterAll(() => {
  const folder = process.env[RECORDS]
  if (folder === undefined || folder === '' || found.size === 0) return
  mkdirSync(folder, { recursive: true })
  const file = relative(process.cwd(), expect.getState().testPath ?? 'unknown')
  writeFileSync(join(folder, `${file.replaceAll(/[\\/]/g, '-')}.json`), JSON.stringify(Object.fromEntries(found)))
})

/**
 * Asserts that our numbers are those of the reference, by the measure and within the tolerance that the catalogue states for this
 * row of the oracle table, and keeps the largest difference for the table.
 */
export const againstOracle = (id: OracleId, ours: unknown, theirs: unknown): void => {
  const { scale, tolerance } = CATALOGUE[id]
  const difference = largestDifference(ours, theirs, scale)
  found.set(id, Math.max(found.get(id) ?? 0, difference))
  expect(
    difference,
    `${id}: difference from the reference (${scale === 'relative' ? scale : `scale ${scale}`})`,
  ).toBeLessThanOrEqual(tolerance)
}
