import type { SparkSettings } from '../../data-schemas/engine.js'
import { WorkbenchError } from '../errors.js'

/** What the driver answers: rows of a result, or what went wrong (never a value of a row). */
export interface DriverAnswer {
  readonly id: number
  readonly version?: string
  readonly rows?: number
  /** Class of the error. */
  readonly error?: string
  /** Spark's name for what went wrong, such as `TABLE_OR_VIEW_NOT_FOUND`. */
  readonly condition?: string | null
  /** The table or file that could not be read. */
  readonly name?: string | null
  /** Seconds that a statement waited for a place on the cluster before it was stopped. */
  readonly seconds?: number
}

/** A session that was there and is not any more. */
export const engineLost = (found: string): WorkbenchError =>
  new WorkbenchError('engine-lost', {
    expected: 'a Spark session that stays to the end',
    found,
    where: 'spark driver',
    advice: 'Look at the driver and at the cluster; then run again: what was finished is kept.',
  })

/** Reasons that the start of a session leaves in the driver's log, in words that hold no data; the first that fits is told. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/No module named '?(?:pyspark|pyarrow|sqlglot)/, 'a Python without one of pyspark, pyarrow, sqlglot'],
  [
    /SaslException|Mismatched response|Authentication failed|Unable to create .*authent|GSSException|AccessControlException/,
    'credentials that the cluster refuses',
  ],
  [
    /UnknownHostException|Connection refused|Failed to connect to master|All masters are unresponsive/,
    'a master that does not answer',
  ],
  [/JAVA_HOME is not set|java: (?:command )?not found/, 'no Java'],
]

/** True when the log already says that the credentials are refused: Spark itself would go on asking for a minute. */
export const refusesCredentials = (log: string): boolean => REASONS[1]?.[0].test(log) === true

/** No session came: why, as far as the log of the start tells. */
export const engineNotStarted = (
  settings: SparkSettings,
  start: { readonly program: string; readonly log: string; readonly fallback: string },
): WorkbenchError =>
  new WorkbenchError('engine-not-started', {
    expected: `a Spark session on ${settings.master}`,
    found: REASONS.find(([pattern]) => pattern.test(start.log))?.[1] ?? start.fallback,
    where: `${start.program} --master ${settings.master}`,
    advice:
      'Check that the master is reachable, that the credentials of the platform are in place, and that the Python of the driver has pyspark, pyarrow and sqlglot (docs/SPARK.md).',
  })

/** What the driver says when it stopped a statement that waited too long. */
const NO_RESOURCES = 'NO_RESOURCES'

const MISSING = /^(?:TABLE_OR_VIEW_NOT_FOUND|PATH_NOT_FOUND|FAILED_READ_FILE\.FILE_NOT_EXIST)/

/** A statement that did not run. Only the class, the condition, and the name of a table or file are told. */
export const statementFailed = (sql: string, { error, condition, name, seconds }: DriverAnswer): WorkbenchError => {
  const where = `statement: ${sql.slice(0, 120).replaceAll(/\s+/g, ' ')}`
  if (condition === NO_RESOURCES)
    return new WorkbenchError('engine-busy', {
      expected: 'a cluster that has room for the work',
      found: `no task of the statement running for ${seconds} seconds: the cluster gave no executor, or none with a free core`,
      where,
      advice:
        'Look at the queue of the cluster and at what "conf" asks of each executor; give "resourceSeconds" more when waiting is normal there; then run again with the same --out: what was finished is kept.',
    })
  if (MISSING.test(condition ?? ''))
    return new WorkbenchError('engine-cannot-read', {
      expected: 'a table or file that every worker can read',
      found: [condition, name].filter((part) => part !== null && part !== undefined).join(': '),
      where,
      advice:
        'Check that it is there, under the same path on all workers, and that the account of the session may read it.',
      exit: 2,
    })
  return new WorkbenchError('engine-failed', {
    expected: 'a statement that the engine runs',
    found: condition ?? error ?? 'an error without a name',
    where,
  })
}
