import type { ScreeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import { manualDifferences } from '../encoding/manual-differences.js'
import { type CodedRows, codedRows } from '../encoding/patterns.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { exposureFlags } from '../panel/exposure.js'
import { periodDates, quarterOf } from '../panel/period-dates.js'
import { STOOD_IN } from '../panel/steps.js'
import { examinedCandidates, type PeriodRows, type RowGroups } from '../screening/examined-candidates.js'
import { asideOf } from './aside.js'
import type { Made } from './examined.js'
import { publishedTables } from './published-tables.js'
import { type Run, SAMPLE } from './run.js'

const nameOf = {
  month: (day: string): string => day.slice(0, 7),
  quarter: quarterOf,
  year: (day: string): string => day.slice(0, 4),
} as const

const inPeriods = (
  rows: Pick<CodedRows, 'blocks' | 'outcome' | 'person' | 'period'>,
  names: readonly string[] | Undefined,
): PeriodRows | Undefined => {
  if ('kind' in names) return names
  const labels = [...new Set(Array.from(new Set(rows.period), (period) => names[period] as string))].sort()
  const of = names.map((name) => labels.indexOf(name))
  const { blocks, outcome, person } = rows
  return { blocks, outcome, person, periods: { labels, group: rows.period.map((period) => of[period] as number) } }
}

/** One row of each person, which one decided by the person's number; rows of a person lie next to each other. */
const oneEach = (rows: CodedRows): Pick<CodedRows, 'blocks' | 'outcome' | 'person' | 'period'> => {
  const kept: number[] = []
  for (let from = 0, to = 0; from < rows.person.length; from = to) {
    const person = rows.person[from] as number
    while (rows.person[to] === person) to += 1
    kept.push(from + ((Math.imul(person + 1, 0x9e3779b1) >>> 0) % (to - from)))
  }
  const at = Int32Array.from(kept)
  return {
    blocks: rows.blocks.map((block) =>
      block.kind === 'values'
        ? { ...block, values: Float64Array.from(at, (row) => block.values[row] as number) }
        : { ...block, codes: Uint16Array.from(at, (row) => block.codes[row] as number) },
    ),
    outcome: Uint8Array.from(at, (row) => rows.outcome[row] as number),
    person: at.map((row) => rows.person[row] as number),
    period: at.map((row) => rows.period[row] as number),
  }
}

const regionsOf = ({ study, encoders }: Run, rows: CodedRows): RowGroups | Undefined => {
  const name = study.examination.screening.region
  if (name === undefined) return undefinedBecause('the study names no region')
  const block = rows.blocks.find((one) => one.name === name)
  const levels = encoders.find((encoder) => encoder.name === name)?.levels
  if (block?.kind !== 'coded' || levels === undefined) return undefinedBecause(`"${name}" has no levels`)
  return { labels: levels.map(({ label }) => label), group: Int32Array.from(block.codes) }
}

const excludedRows = ({ judged }: Made): number | null =>
  judged.panel.waterfall.find(({ step }) => step === 'filter: exposed' || step === STOOD_IN)?.droppedRows ?? null

/**
 * Whether the strength of the candidates holds, and the choice of them; on the selection sample, and over the periods of both sides. It
 * needs nothing of the measured model: it may begin before.
 */
export const examineScreening = async (of: Made): Promise<ScreeningExaminationResult> => {
  const { run, judged, test } = of
  const { study, stamp, opened, panel, coded, encoders } = run
  const rows = await codedRows(coded, encoders, { where: SAMPLE })
  const dates = await periodDates(study, opened, panel)
  const unit = nameOf[study.examination.screening.period]
  const names = 'kind' in dates ? dates : dates.map(unit)
  return asideOf(run)(
    'examineCandidates',
    {
      study,
      screening: judged.screening,
      selected: judged.selection.selected,
      encoders,
      rows,
      candidates: examinedCandidates(rows.blocks, encoders),
      sample: inPeriods(rows, names),
      later: inPeriods(oneEach(test), names),
      regions: regionsOf(run, rows),
      exposed: await exposureFlags(study, opened, panel),
      excludedRows: excludedRows(of),
    },
    { publishedTables: await publishedTables(run), manualBins: (await manualDifferences(study, panel)).map(plain) },
    stamp,
  )
}

type Manual = ScreeningExaminationResult['manualBins'][number]

const plain = (found: Awaited<ReturnType<typeof manualDifferences>>[number]): Manual => ({
  ...found,
  shared: [...found.shared],
  manualOnly: [...found.manualOnly],
  optimalOnly: [...found.optimalOnly],
})
