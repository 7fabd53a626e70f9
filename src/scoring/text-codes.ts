import { type Engine, ident } from '../engine/engine.js'
import { INPUT_TABLE } from './input-table.js'
import type { Kernel } from './kernel.js'

/** More distinct texts than this are streamed as they are. */
const MOST_TEXTS = 50_000

/** Texts of an input each once, in the order of their codes; null where there are none or too many. */
export type CodedTexts = readonly (readonly string[] | null)[]

/** Expression for the code of a text: its place among the texts of {@link codeTexts}. */
export const codeSql = (index: number): string =>
  `CAST(coalesce(enum_code(CAST(i${index} AS texts${index})), 0) AS INTEGER)`

/** Gives each distinct text of an input a code, so that a text is read and looked up once and not once a row. */
export const codeTexts = async (engine: Engine, kernel: Kernel): Promise<CodedTexts> => {
  const found: (readonly string[] | null)[] = []
  for (const [index, slot] of kernel.slots.entries()) {
    found.push(slot.holds === 'text' ? await textsOf(engine, index) : null)
  }
  return found
}

const textsOf = async (engine: Engine, index: number): Promise<readonly string[] | null> => {
  const distinct = `SELECT DISTINCT i${index} AS text FROM ${INPUT_TABLE} WHERE i${index} IS NOT NULL`
  const [counted] = await engine.rows(`SELECT count(*) AS n FROM (${distinct} LIMIT ${MOST_TEXTS + 1})`)
  const count = Number(counted?.['n'])
  if (count === 0 || count > MOST_TEXTS) return null
  await engine.run(`CREATE TYPE ${ident(`texts${index}`)} AS ENUM (${distinct} ORDER BY text)`)
  const rows = await engine.rows(`SELECT unnest(enum_range(NULL::${ident(`texts${index}`)})) AS text`)
  return rows.map(({ text }) => String(text))
}
