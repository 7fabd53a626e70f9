import { z } from 'zod'
import { WorkbenchError } from '../errors.js'

const text = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? value : value.join('')))
const metadata = z.record(z.string(), z.unknown())

const streamOutput = z.object({ output_type: z.literal('stream'), name: z.enum(['stdout', 'stderr']), text })
/** MIME types whose value is JSON, not text. */
const JSON_TYPE = /^application\/(?:.*\+)?json$/

const displayOutput = z.object({
  output_type: z.enum(['display_data', 'execute_result']),
  data: z
    .record(z.string(), z.json())
    .transform((data) =>
      Object.fromEntries(
        Object.entries(data).map(([type, value]) => [type, JSON_TYPE.test(type) ? value : text.parse(value)]),
      ),
    ),
  metadata: metadata.default({}),
})
const errorOutput = z.object({
  output_type: z.literal('error'),
  ename: z.string(),
  evalue: z.string(),
  traceback: z.array(z.string()),
})
const output = z.discriminatedUnion('output_type', [streamOutput, displayOutput, errorOutput])
/** What a cell left: text on a stream, something shown (by MIME type), or an error. Texts are whole strings; JSON is as it is. */
export type Output = z.infer<typeof output>
/** Something shown, by MIME type. */
export type DisplayOutput = z.infer<typeof displayOutput>

const named = { id: z.string().optional(), metadata: metadata.default({}), source: text }
const cell = z.discriminatedUnion('cell_type', [
  z.object({ cell_type: z.literal('markdown'), ...named }),
  z.object({ cell_type: z.literal('raw'), ...named }),
  z.object({
    cell_type: z.literal('code'),
    ...named,
    execution_count: z.int().nullable().default(null),
    outputs: z.array(output).default([]),
  }),
])
/** One cell; its source is one string. */
export type Cell = z.infer<typeof cell>
/** A cell that can be executed. */
export type CodeCell = Extract<Cell, { readonly cell_type: 'code' }>

const notebook = z.object({
  cells: z.array(cell),
  metadata: metadata.default({}),
  nbformat: z.literal(4),
  nbformat_minor: z.int(),
})
/** A notebook in Jupyter's format, version 4. */
export type Notebook = z.infer<typeof notebook>

/**
 * Reads the text of an .ipynb file. Throws `not-a-notebook` when it is not one of version 4.
 * @param where name of the file, for the message
 */
export const parseNotebook = (json: string, where: string): Notebook => {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    value = undefined
  }
  const parsed = notebook.safeParse(value)
  if (parsed.success) return parsed.data
  throw new WorkbenchError('not-a-notebook', {
    expected: 'a notebook in the format of Jupyter, version 4',
    found: value === undefined ? 'no JSON' : z.prettifyError(parsed.error),
    where,
    advice: 'save it again in JupyterLab',
  })
}

const lines = (whole: string): readonly string[] => (whole === '' ? [] : whole.split(/(?<=\n)/))

const writtenOutput = (one: Output): object => {
  if (one.output_type === 'stream') return { ...one, text: lines(one.text) }
  if (one.output_type === 'error') return one
  const data = Object.entries(one.data).map(([type, value]) => [type, typeof value === 'string' ? lines(value) : value])
  return { ...one, data: Object.fromEntries(data) }
}

const writtenCell = (one: Cell): object =>
  one.cell_type === 'code'
    ? { ...one, outputs: one.outputs.map(writtenOutput), source: lines(one.source) }
    : { ...one, source: lines(one.source) }

/** The text of a notebook as Jupyter writes it: texts by line, indented by one, so that a change shows as a change of lines. */
export const notebookText = (value: Notebook): string =>
  `${JSON.stringify({ ...value, cells: value.cells.map(writtenCell) }, null, 1)}\n`
