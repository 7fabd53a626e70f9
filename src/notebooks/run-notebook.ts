import { digestOf } from '../digest.js'
import type { Kernel } from './kernel.js'
import type { Cell, CodeCell, Notebook, Output } from './notebook.js'

/** The key in a cell's metadata under which the digest of its outputs is kept. */
const MARK = 'maatwerkscan'

/** What became of a notebook: executed with its outputs filled in, or stopped at the first cell with an error. */
export type NotebookRun =
  | { readonly kind: 'executed'; readonly notebook: Notebook }
  | { readonly kind: 'failed'; readonly cell: number; readonly source: string; readonly error: string }

const textOf = (outputs: readonly Output[]): string =>
  outputs.map((one) => (one.output_type === 'stream' && one.name === 'stderr' ? one.text : '')).join('')

/** The digest of its outputs that the runner left in a cell; undefined where it left none. */
export const writtenDigest = (cell: CodeCell): string | undefined => {
  const mark = cell.metadata[MARK]
  if (typeof mark !== 'object' || mark === null || !('outputs' in mark)) return undefined
  return typeof mark.outputs === 'string' ? mark.outputs : undefined
}

const filled = (cell: CodeCell, outputs: readonly Output[], count: number): CodeCell => ({
  ...cell,
  metadata: { ...cell.metadata, [MARK]: { outputs: digestOf(outputs) } },
  execution_count: count,
  outputs: [...outputs],
})

/**
 * Executes a notebook from its first cell to its last and fills in the outputs. Stops at the first cell with an error.
 * Throws the reason of the kernel's signal when it is stopped.
 * @param onCell called before each code cell with the cells behind and the cells in all
 */
export const runNotebook = async (
  notebook: Notebook,
  kernel: Kernel,
  onCell: (done: number, of: number) => void = () => undefined,
): Promise<NotebookRun> => {
  const total = notebook.cells.filter((cell) => cell.cell_type === 'code').length
  const cells: Cell[] = []
  let count = 0
  kernel.reset()
  for (const [place, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== 'code') {
      cells.push(cell)
      continue
    }
    onCell(count, total)
    count += 1
    const { ok, outputs } = await kernel.execute(cell.source)
    if (!ok) return { kind: 'failed', cell: place + 1, source: cell.source, error: textOf(outputs).trimEnd() }
    cells.push(filled(cell, outputs, count))
  }
  return { kind: 'executed', notebook: { ...notebook, cells } }
}
