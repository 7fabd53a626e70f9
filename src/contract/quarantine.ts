import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Engine, ident, literal } from '../engine/engine.js'
import { type OpenedData, TABLES } from './opened.js'

/**
 * Writes the refused rows as the file had them, with their place and the rules they break, to `refused-<table>.csv` in a folder.
 * **This is the only function of the workbench that writes rows of people**: it runs on request, and the folder must be one where such data may
 * be kept. Returns the paths of the files written; tables without refused rows get none.
 */
export const writeQuarantine = async (
  engine: Engine,
  opened: Omit<OpenedData, 'digest'>,
  folder: string,
): Promise<readonly string[]> => {
  const written: string[] = []
  for (const key of TABLES) {
    const table = opened.tables[key]
    if (table === undefined) continue
    const [row] = await engine.rows(`SELECT count(*) AS n FROM refused_${key}`)
    if (Number(row?.['n']) === 0) continue
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `refused-${key}.csv`)
    const rules = `SELECT __row, string_agg(DISTINCT CASE WHEN column_name = '' THEN rule ELSE concat(rule, ' (', column_name, ')') END, '; ' ORDER BY CASE WHEN column_name = '' THEN rule ELSE concat(rule, ' (', column_name, ')') END) AS rules FROM refused_${key} GROUP BY __row`
    const columns = Object.keys(table.columns).map((name) => `raw.${ident(name)}`)
    await engine.run(
      `COPY (SELECT ${['r.__row AS row', 'r.rules AS rules', ...columns].join(', ')} FROM (${rules}) r JOIN raw_${key} raw ON raw.__row = r.__row ORDER BY r.__row) TO ${literal(path)} (FORMAT csv, HEADER true)`,
    )
    written.push(path)
  }
  return written
}
