import { basename } from 'node:path'
import { type CsvFormat, csvFormat } from '../../data-schemas/columns.js'
import { sha256 } from '../digest.js'
import { RefusedError, WorkbenchError } from '../errors.js'
import { drawAll } from './draw.js'
import { openInput } from './input-table.js'
import { keyIssues, numberLists } from './list-table.js'
import { formatOf, writeOutput } from './output.js'
import { randomQuery } from './output-sql.js'
import { resolveKeys, styleOf } from './score.js'
import { inWorkspace, type WorkspaceOptions } from './workspace.js'
import { checkSheet } from './write-xlsx.js'

/** A list that no model ranks. */
export interface RandomListOptions extends WorkspaceOptions {
  /** Column that names the person. */
  readonly key: string
  /** Columns that make a list. */
  readonly list: readonly string[]
  readonly csv?: CsvFormat
  readonly seed: string
  readonly guard?: boolean
}

/** What was done. Holds counts only. */
export interface RandomListSummary {
  readonly kind: 'random-list'
  /** Why no model ranks: the code of the error that refused it. */
  readonly because: string
  readonly out: string
  readonly rows: number
  readonly lists: number
  /** SHA-256 of the seed, so that the draw can be checked by whoever is given the seed. */
  readonly seedSha256: string
}

/**
 * The fallback of a model that may not be used: everyone of a list in an order drawn by the seed, with `method` "random" in every row.
 * Needs person and list columns and nothing else of the delivery. Throws `data-refused` when a key is missing or a person stands twice.
 * @param because code of the error that refused the model
 */
export const randomListFile = async (options: RandomListOptions, because: string): Promise<RandomListSummary> => {
  const { out, data, key, list, seed } = options
  const format = formatOf(out)
  if (seed === '') {
    throw new WorkbenchError('invalid-draw', { expected: 'a seed', found: 'none', where: 'randomListFile' })
  }
  return inWorkspace(options, async (engine, draft) => {
    const carry = [...new Set([key, ...list])]
    const input = await openInput(engine, { inputs: [] }, { data, csv: options.csv ?? csvFormat.parse({}), carry })
    if (format === 'xlsx') checkSheet(input.rows)
    const keys = resolveKeys(input.carried, key, list)
    const issues = await keyIssues(engine, keys, input.rows)
    if (issues.length > 0) throw new RefusedError('data-refused', issues, basename(data))
    const lists = await numberLists(engine, keys)
    await drawAll(engine, keys, seed, 'no model')
    await writeOutput(engine, randomQuery(keys, styleOf(out, options.guard)), { path: draft.path, format, out })
    draft.commit()
    return {
      kind: 'random-list',
      because,
      out: basename(out),
      rows: input.rows,
      lists,
      seedSha256: sha256(seed),
    }
  })
}
