import type { StudyInput } from '../../data-schemas/study.js'
import { cells, type Patch } from '../support/small-panel.js'

/** A command line on a panel that must be refused. */
export interface BadPanel {
  readonly name: string
  readonly study?: Partial<StudyInput>
  readonly patches: Readonly<Partial<Record<'clients' | 'snapshots' | 'bijstand' | 'audit', Patch | null>>>
  /** Content of manifest.json in place of the good one. */
  readonly manifest?: string
  readonly rule: string
  readonly says: readonly string[]
  readonly planted?: readonly string[]
}

/** The line with one cell replaced. */
const put = (row: readonly string[], place: number, text: string): readonly string[] =>
  row.map((cell, at) => (at === place ? text : cell))

const firstId = (lines: readonly string[], place: number): string => (lines[place] as string).split(',')[0] as string

/** Bad inputs that only a panel can have. */
export const BAD_PANEL: readonly BadPanel[] = [
  {
    name: 'a table that is missing',
    patches: { bijstand: null },
    rule: 'missing-file',
    says: ['bijstand.parquet or bijstand.csv', 'Add the file'],
  },
  {
    name: 'more months left than months of right',
    patches: { snapshots: cells(25, (row) => put(row, 2, '24')), clients: cells(2000, (row) => put(row, 4, '5')) },
    rule: 'months-left-over-right',
    says: ['snapshots.ww_months_left', 'at most the months of right', 'Correct the source'],
  },
  {
    name: 'negative months left',
    patches: { snapshots: cells(500, (row) => put(row, 2, '-93')) },
    rule: 'negative',
    says: ['snapshots.ww_months_left', '500 of', 'Correct the source'],
    planted: ['-93'],
  },
  {
    name: 'an amount of 1e308',
    patches: { snapshots: cells(25, (row) => put(row, 3, '1e308')) },
    rule: 'implausible-magnitude',
    says: ['snapshots.ww_amount', 'overflow'],
    planted: ['1e308', '1e+308'],
  },
  {
    name: 'values known after their snapshot',
    patches: { snapshots: cells(5000, (row) => put(row, 6, '2038-01-19')) },
    rule: 'future-knowledge-date',
    says: ['ww_amount', 'tells the future', '"screening.maxLate"'],
    planted: ['2038-01-19'],
  },
  {
    name: 'an outcome before the snapshot',
    patches: {
      bijstand: (lines) => [
        ...lines.filter((line) => !line.startsWith(firstId(lines, 40))),
        `${firstId(lines, 40)},2019-01-01,`,
      ],
    },
    rule: 'event-before-snapshot-while-listed',
    says: ['no snapshot while a bijstand spell runs', 'do not belong on a list'],
    planted: ['2019-01-01'],
  },
  {
    name: 'a person twice in one week',
    patches: { snapshots: (lines) => [...lines, ...lines.slice(0, 600)] },
    rule: 'duplicate-key',
    says: ['client_id, snapshot_date', '600 of', 'loaded twice'],
  },
  {
    name: 'a spell that ends before it starts',
    patches: { bijstand: cells(1000, (row) => put(row, 2, '1999-12-31')) },
    rule: 'event-end-before-start',
    says: ['bijstand.end_date', 'Correct the source'],
    planted: ['1999-12-31'],
  },
  {
    name: 'dates written in two ways',
    patches: {
      snapshots: cells(500, (row) => put(row, 1, String(row[1]).split('-').reverse().join('-'))),
    },
    rule: 'mixed-date-formats',
    says: ['snapshots.snapshot_date', '500 of', 'Deliver one format'],
  },
  {
    name: 'no bijstand at all',
    patches: { bijstand: cells(1000, (row) => put(row, 1, '')) },
    rule: 'all-missing',
    says: ['bijstand.start_date'],
  },
  {
    name: 'a wage that is a number of another kind',
    patches: { clients: cells(2000, (row) => put(row, 7, '111222333')) },
    rule: 'out-of-range',
    says: ['clients.daily_wage', 'Correct the source'],
    planted: ['111222333'],
  },
  {
    name: 'a split by time that these weeks cannot have',
    study: { split: { kind: 'time', trainUntil: '2021-03-01', testFrom: '2021-05-03' } },
    patches: {},
    rule: 'no-train-rows',
    says: ['person-hash'],
  },
  {
    name: 'a manifest that is not JSON',
    patches: {},
    manifest: '{"observedUntil": ',
    rule: 'bad-manifest',
    says: ['"data.observedUntil"', 'Correct the manifest'],
  },
  {
    name: 'a manifest whose last day of observation is no date',
    patches: {},
    manifest: '{"observedUntil": "Quistenburgh"}',
    rule: 'bad-manifest',
    says: ['yyyy-mm-dd'],
    planted: ['Quistenburgh'],
  },
]
