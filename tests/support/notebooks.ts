import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Notebook } from '../../src/notebooks/notebook.js'
import { notebookText } from '../../src/notebooks/notebook.js'

/** A notebook of these code cells, without outputs, after one line of Markdown. */
export const notebookOf = (...sources: readonly string[]): Notebook => ({
  cells: [
    { cell_type: 'markdown', id: 'title', metadata: {}, source: '# A small notebook\n' },
    ...sources.map((source, i) => ({
      cell_type: 'code' as const,
      id: `cell-${i}`,
      metadata: {},
      source,
      execution_count: null,
      outputs: [],
    })),
  ],
  metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
  nbformat: 4,
  nbformat_minor: 5,
})

/** Writes a notebook into a folder. */
export const putNotebook = (folder: string, name: string, notebook: Notebook): void =>
  writeFileSync(join(folder, name), notebookText(notebook))
