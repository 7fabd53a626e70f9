import Table from 'cli-table3'

/** A column of a printed table. */
export interface TableColumn {
  readonly head: string
  readonly align?: 'left' | 'right'
  /** Wrap at this width. */
  readonly width?: number
}

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** A table for a terminal: no frame, a line under the head, columns aligned. */
export const textTable = (columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string => {
  const table = new Table({
    head: columns.map(({ head }) => head),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    colWidths: columns.map(({ width }) => width ?? null),
    wordWrap: true,
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const row of rows) table.push([...row])
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
  const width = Math.max(...lines.map((line) => line.length))
  return [lines[0] ?? '', '─'.repeat(width), ...lines.slice(1)].join('\n')
}
