import type { Intersections } from '../../data-schemas/results/fairness-audit.js'
import { type AuditCodes, readAudit } from '../disclosure/audit-codes.js'
import { suppressCrossed } from '../disclosure/suppress-crossed.js'
import { WorkbenchError } from '../errors.js'
import { rowsByPerson } from './cluster-moments.js'
import { compareGroup, type Judgement, judge, type Unjudged } from './compare.js'
import { HIDDEN, shareEstimate } from './estimate.js'
import { type AuditedRows, type MetricTable, tablesHiddenBy } from './group-cells.js'
import { type KnownGroups, knownGroups } from './known-groups.js'
import { type CrossedShrunk, shrinkCells } from './shrink-cells.js'

/** Rows of the audit with the person of each, dense from 0. */
export interface CrossedRows extends Omit<AuditedRows, 'probability'> {
  readonly person: Int32Array
}

/** How crossed groups are audited. */
export interface CrossedOptions extends Judgement {
  readonly minimum: number
  /** Reference of each attribute; the largest group of each when it is not named. */
  readonly references?: { readonly first?: string; readonly second?: string }
  /** What cells are drawn towards. Default `additive`: the sum of both attributes' own effects. */
  readonly towards?: 'additive' | 'overall'
}

const CROSSED = ['selectionRate', 'recall', 'precision'] as const

interface Crossed {
  readonly first: KnownGroups
  readonly second: KnownGroups
  readonly codes: Int32Array
  readonly columns: number
  readonly count: number
  readonly reference: number
}

const cross = (first: KnownGroups, second: KnownGroups): Crossed => {
  const columns = second.names.length
  return {
    first,
    second,
    columns,
    codes: first.codes.map((code, row) => code * columns + (second.codes[row] as number)),
    count: first.names.length * columns,
    reference: first.reference * columns + second.reference,
  }
}

const namesAt = (crossed: Crossed, cell: number): { readonly first: string; readonly second: string } => ({
  first: crossed.first.names[Math.floor(cell / crossed.columns)] as string,
  second: crossed.second.names[cell % crossed.columns] as string,
})

const labelAt = (crossed: Crossed, cell: number): string => {
  const { first, second } = namesAt(crossed, cell)
  return `${first} × ${second}`
}

const isNamed = ({ first, second, columns }: Crossed, cell: number): boolean =>
  Math.floor(cell / columns) < first.named && cell % columns < second.named

const compareCells = (crossed: Crossed, tables: readonly MetricTable[], judgement: Judgement): Unjudged<string>[] =>
  tables.flatMap((table) =>
    Array.from({ length: crossed.count }, (_, cell) => cell)
      .filter((cell) => cell !== crossed.reference && isNamed(crossed, cell) && table.moments[cell]!.people > 0)
      .map((group) =>
        compareGroup<string>(
          table,
          { group: labelAt(crossed, group), reference: labelAt(crossed, crossed.reference) },
          { group, reference: crossed.reference, judgement },
        ),
      ),
  )

const metricAt = (
  table: MetricTable,
  shrunk: CrossedShrunk,
  at: { readonly cell: number; readonly confidence: number },
) => {
  const { cell, confidence } = at
  if (table.hidden[cell] === true)
    return { metric: table.metric, direct: HIDDEN, expected: HIDDEN.estimate, shrunk: HIDDEN }
  return {
    metric: table.metric,
    direct: shareEstimate(table.ratios[cell]!, confidence),
    expected: shrunk.expected(cell),
    shrunk: shrunk.shrunk(cell, confidence),
  }
}

const checkRows = (rows: CrossedRows, attributes: readonly AuditCodes[]): void => {
  const lengths = [rows.chance, rows.label, rows.person].map(({ length }) => length)
  const all = [...lengths, ...attributes.map((attribute) => attribute.rows)]
  if (all.every((length) => length === all[0])) return
  throw new WorkbenchError('mismatched-lengths', {
    expected: `${all[0]} rows in every array`,
    found: all.join(', '),
    where: 'intersections',
  })
}

/**
 * Groups of two protected attributes at once: their own rates at the real cut; the same drawn towards what the two attributes
 * alone would give, the more the fewer people a cell holds (empirical Bayes, see `shrink`); and each against the cell of both
 * references, with clustered intervals, Benjamini–Yekutieli over all cells and metrics, and the three-way verdict. Verdicts rest
 * on the cells' own rates: shrinkage is for reading a rate, not for finding a gap small. Cells are hidden so that neither
 * attribute's totals give them away; hidden cells take no part in the shrinkage.
 * @throws WorkbenchError `mismatched-lengths`
 */
export const intersections = (
  rows: CrossedRows,
  attributes: { readonly first: AuditCodes; readonly second: AuditCodes },
  options: CrossedOptions,
): Intersections => {
  checkRows(rows, [attributes.first, attributes.second])
  const opened = [attributes.first, attributes.second].map((one) =>
    readAudit(one, 'fairness', 'crossed groups at the real cut'),
  )
  const crossed = cross(
    knownGroups(attributes.first, opened[0]!.codes, options.references?.first),
    knownGroups(attributes.second, opened[1]!.codes, options.references?.second),
  )
  const { hiddenGroups, tables } = tablesHiddenBy(
    { ...rows, probability: new Float64Array(rows.label.length).fill(1) },
    { ...crossed, people: rowsByPerson(rows.person) },
    (people) => suppressCrossed({ counts: people, columns: crossed.columns }, options.minimum),
  )
  const metrics = tables.filter(({ metric }) => CROSSED.some((name) => name === metric))
  const shrunk = metrics.map((table) => shrinkCells(table, crossed.columns, options.towards ?? 'additive'))
  return {
    kind: 'intersections',
    first: attributes.first.name,
    second: attributes.second.name,
    reference: namesAt(crossed, crossed.reference),
    between: metrics.map(({ metric }, i) => ({ metric, ...shrunk[i]!.between })),
    cells: Array.from({ length: crossed.count }, (_, cell) =>
      hiddenGroups[cell] === true
        ? { ...namesAt(crossed, cell), suppressed: true as const }
        : {
            ...namesAt(crossed, cell),
            suppressed: false as const,
            people: tables[0]!.moments[cell]!.people,
            metrics: metrics.map((table, i) => metricAt(table, shrunk[i]!, { cell, confidence: options.confidence })),
          },
    ),
    comparisons: [...judge(compareCells(crossed, metrics, options), options)],
    readings: opened.map(({ reading }) => reading),
  }
}
