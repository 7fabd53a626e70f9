import { digestOf } from '../digest.js'
import { openKernel } from './kernel.js'
import type { Cell, CodeCell, Notebook, Output } from './notebook.js'

/** The key in a cell's metadata under which the digest of its outputs is kept. */
const MARK = 'maatwerkscan'

/** What became of a notebook: executed with its outputs filled in, or stopped at the first cell with an error. */
export type NotebookRun =
  | { readonly kind: 'executed'; readonly notebook: Notebook }
  | { readonly kind: 'failed'; readonly cell: number; readonly source: string; readonly error: string }

/** Where and how a notebook is executed. */
export interface RunNotebookOptions {
  /** Folder of the notebook; its cells import relative to it. */
  readonly folder: string
  /** Variables that its cells may read, besides those of this process. */
  readonly environment: Readonly<Record<string, string>>
  /** Called before each code cell. @param done cells behind, from 0 @param of cells in all */
  readonly onCell?: (done: number, of: number) => void
  readonly signal?: AbortSignal
}

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
 * Executes a notebook from its first cell to its last in a new kernel and fills in the outputs. Stops at the first cell with an error.
 * Throws the reason of the signal when it is stopped.
 */
export const runNotebook = async (notebook: Notebook, options: RunNotebookOptions): Promise<NotebookRun> => {
  const { folder, environment, onCell, signal } = options
  const kernel = openKernel(folder, environment, signal === undefined ? {} : { signal })
  const total = notebook.cells.filter((cell) => cell.cell_type === 'code').length
  const cells: Cell[] = []
  let count = 0
  try {
    for (const [place, cell] of notebook.cells.entries()) {
      if (cell.cell_type !== 'code') {
        cells.push(cell)
        continue
      }
      onCell?.(count, total)
      count += 1
      const { ok, outputs } = await kernel.execute(cell.source)
      if (!ok) return { kind: 'failed', cell: place + 1, source: cell.source, error: textOf(outputs).trimEnd() }
      cells.push(filled(cell, outputs, count))
    }
    return { kind: 'executed', notebook: { ...notebook, cells } }
  } finally {
    kernel.close()
  }
}
