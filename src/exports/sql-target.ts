import { contractFile, reasonsFile } from './companions.js'
import { type ExportTarget, textFiles } from './export.js'
import { SQL_DIALECTS, sqlDialect } from './sql-dialect.js'
import { duckdbChecks } from './sql-duckdb.js'
import { sqliteChecks } from './sql-sqlite.js'
import { sqlStatement } from './sql-statement.js'
import { sqlFile } from './sql-table.js'
import { postgresChecks } from './sql-unchecked.js'

const writeSql: ExportTarget['write'] = (model, options) =>
  textFiles({
    ...Object.fromEntries(
      SQL_DIALECTS.flatMap((name) => {
        const needsDays = model.encoders.some(({ rule, type }) => rule.kind === 'linear' && type === 'date')
        return needsDays && name === 'portable' ? [] : [[sqlFile(name), sqlStatement(model, sqlDialect(name), options)]]
      }),
    ),
    'contract.json': contractFile(model),
    'reasons.json': reasonsFile(model),
  })

/** The model as one SELECT: a portable one, and one for each engine that uses what only it has. */
export const sqlTarget: ExportTarget = {
  name: 'sql',
  about: 'one SELECT for DuckDB, PostgreSQL, SQLite and Spark',
  extension: '.sql',
  write: writeSql,
  engines: [...duckdbChecks, ...sqliteChecks, ...postgresChecks],
}
