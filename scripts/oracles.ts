// Writes docs/ORACLES.md: runs the tests that compare with a reference, and takes the largest difference of each row.
//   tsx scripts/oracles.ts                    run the tests, write the page
//   tsx scripts/oracles.ts --peers            with the live comparisons (tools: bash .ci/peers)
//   tsx scripts/oracles.ts --records FOLDER   use what an earlier test run left there (ORACLE_RECORDS=FOLDER)
//   tsx scripts/oracles.ts --check            write nothing; fail when the page is not what the tests measure
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startVitest } from 'vitest/node'
import { CATALOGUE, type OracleId } from '../tests/oracles/catalogue/catalogue.js'
import { oraclePage, printedOn, shownDifference } from '../tests/support/oracle-table.js'

const PAGE = 'docs/ORACLES.md'
const { values } = parseArgs({
  options: { check: { type: 'boolean' }, peers: { type: 'boolean' }, records: { type: 'string' } },
})

const usersOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .filter((name) => /^import { againstOracle }/m.test(readFileSync(name, 'utf8')))
    .filter((name) => values.peers === true || !name.startsWith(join('tests', 'groups')))

/** Runs the tests in this process; the folder with what they found. */
const run = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'oracles-'))
  process.env['ORACLE_RECORDS'] = folder
  const vitest = await startVitest('test', usersOf('tests'), {
    config: false,
    watch: false,
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/fail-on-console.ts', 'tests/support/fixed-seed.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
  })
  await vitest.close()
  if (process.exitCode) throw new Error('a comparison with a reference failed')
  return folder
}

const recordsIn = (folder: string): Map<string, number> => {
  const largest = new Map<string, number>()
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const found = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, number>
    for (const [id, value] of Object.entries(found)) largest.set(id, Math.max(largest.get(id) ?? 0, value))
  }
  return largest
}

const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : ''
const printed = printedOn(before)
const measured = recordsIn(values.records ?? (await run()))

const missing: string[] = []
const shown = Object.fromEntries(
  (Object.keys(CATALOGUE) as OracleId[]).map((id) => {
    const { tolerance, needs, live } = CATALOGUE[id]
    const found = measured.get(id)
    // what a live tool gives may differ by a digit between machines: on a check the page stands as long as the test accepts it
    if (found !== undefined && !(values.check === true && live === true && printed[id] !== undefined))
      return [id, shownDifference(found, tolerance)]
    const optional = live === true || (needs !== undefined && !existsSync(needs))
    if (!optional || printed[id] === undefined) missing.push(id)
    return [id, printed[id] ?? '']
  }),
)
if (missing.length > 0) throw new Error(`no test measured ${missing.join(', ')}`)
const page = oraclePage(shown)
if (values.check !== true) writeFileSync(PAGE, page)
else if (page !== before) {
  const changed = Object.keys(shown).filter((id) => shown[id] !== printed[id])
  throw new Error(`${PAGE} is not what the tests measure (${changed.join(', ') || 'its text'}): run npm run oracles`)
}
process.stdout.write(`${PAGE}: ${Object.keys(shown).length} rows, ${measured.size} measured\n`)
