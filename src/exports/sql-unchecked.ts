import { undefinedBecause } from '../numeric/undefined.js'
import type { ParityEngine } from './export.js'
import { SQL_TOLERANCE } from './sql-table.js'

const unchecked = (engine: string, because: string): ParityEngine => ({
  engine,
  tolerance: SQL_TOLERANCE,
  keyed: true,
  anyType: false,
  run: async () => undefinedBecause(because),
})

/** Servers are not started by an export: the test groups `exports` and `spark` run them. */
export const postgresChecks: readonly ParityEngine[] = [
  unchecked('PostgreSQL, postgresql', 'needs a server; the test group "exports" runs it'),
  unchecked('Spark SQL, spark', 'needs a session; the test group "spark" runs it'),
]
