import type { BiasScan } from '../../data-schemas/results/fairness-audit.js'
import { WorkbenchError } from '../errors.js'
import { gatherNumbers } from '../numeric/gather.js'
import { densePeople } from '../numeric/people.js'
import { rowsWhere } from '../numeric/row-numbers.js'
import { random } from '../random.js'
import { rowsByPerson } from './cluster-moments.js'
import { compareGroup, type Judgement, judge } from './compare.js'
import { shownShare } from './estimate.js'
import { halves } from './halves.js'
import { metricTablesOf } from './one-metric.js'
import { type Description, describe, type Feature, searchDescriptions } from './search-descriptions.js'

/** Rows of the test period: who is on the list, who has the outcome, and what is known of them that is not protected. */
export interface ScannedRows {
  /** Chance that the row is on the list. */
  readonly chance: Float64Array
  readonly label: Uint8Array
  /** Person of each row, dense from 0. */
  readonly person: Int32Array
  readonly features: readonly Feature[]
}

/** How the scan is done. */
export interface ScanOptions extends Judgement {
  readonly minimum: number
  readonly seed: number
  /** Descriptions that go from the first half to the second. Default 3. */
  readonly tested?: number
}

/** What a scan without protected data cannot say. */
export const SCAN_LIMITS = {
  nl: 'Deze zoektocht kent geen beschermde kenmerken. Een gevonden groep hoeft geen beschermde groep te zijn, en niets vinden bewijst niet dat groepen gelijk behandeld worden.',
  en: 'This search knows no protected attributes. A group that is found need not be a protected one, and finding nothing is no proof that groups are treated alike.',
} as const

const check = ({ chance, label, person, features }: ScannedRows): void => {
  const lengths = [chance.length, person.length, ...features.map(({ codes }) => codes.length)]
  if (lengths.every((length) => length === label.length)) return
  throw new WorkbenchError('mismatched-lengths', {
    expected: `${label.length} rows in every array`,
    found: lengths.join(', '),
    where: 'biasScan',
  })
}

/** The rows with the outcome in one half; missed is 1 − chance. */
const eventsOf = (rows: ScannedRows, side: Uint8Array, half: number) => {
  const at = rowsWhere(rows.label.length, (row) => rows.label[row] === 1 && side[row] === half)
  return {
    missed: gatherNumbers(rows.chance, at).map((chance) => 1 - chance),
    person: densePeople(at.map((row) => rows.person[row] as number)).of,
    features: rows.features.map(({ name, levels, codes }) => ({
      name,
      levels,
      codes: at.map((row) => codes[row] as number),
    })),
  }
}

const countPeople = (person: Int32Array): number => new Set(person).size

const testDescription = (description: Description, half: ReturnType<typeof eventsOf>, options: ScanOptions) => {
  const inside = describe(description, half.features)
  const table = metricTablesOf(
    { metric: 'missed', numerator: half.missed, denominator: new Float64Array(half.missed.length).fill(1) },
    { codes: inside, count: 2, reference: 0, people: rowsByPerson(half.person) },
    options.minimum,
  )
  return {
    table,
    comparison: compareGroup(
      table,
      { group: 'inside', reference: 'outside' },
      { group: 1, reference: 0, judgement: options },
    ),
  }
}

/**
 * Looks for people who are missed more often than others, without protected data: every description of one or two levels is
 * scored on one half of the persons (clustered score test of more missed inside than outside), the strongest few are tested
 * on the other half, adjusted for their number (Benjamini–Yekutieli). Because the halves share nobody, what was looked at in the
 * first costs nothing in the second. Descriptions with fewer than `minimum` people with the outcome, inside or outside, are not
 * looked at, and hidden when the second half holds fewer.
 * @throws WorkbenchError `mismatched-lengths`
 */
export const biasScan = (rows: ScannedRows, options: ScanOptions): BiasScan => {
  check(rows)
  const side = halves(rows.person, random(options.seed, 'bias-scan'))
  const search = eventsOf(rows, side, 0)
  const test = eventsOf(rows, side, 1)
  const { searched, best } = searchDescriptions(search, { minimum: options.minimum, keep: options.tested ?? 3 })
  const tried = best.map((description) => ({ description, ...testDescription(description, test, options) }))
  const judged = judge(
    tried.map(({ comparison }) => comparison),
    options,
  )
  const shown = (people: number): number | null => (people < options.minimum ? null : people)
  return {
    kind: 'bias-scan',
    searched,
    tested: best.length,
    people: { search: shown(countPeople(search.person)), test: shown(countPeople(test.person)) },
    found: tried.map(({ description, table }, i) => {
      const { difference, lower, upper, p, pAdjusted, verdict, because } = judged[i]!
      const at = (group: number) => shownShare(table.moments[group]!, table.hidden[group] === true, options.confidence)
      return {
        rule: description.map(({ feature, level }) => ({
          feature: rows.features[feature]!.name,
          level: rows.features[feature]!.levels[level] as string,
        })),
        people: table.hidden[1] === true ? null : table.moments[1]!.people,
        missed: at(1),
        missedOutside: at(0),
        difference,
        lower,
        upper,
        p,
        pAdjusted,
        verdict,
        because,
      }
    }),
    limits: { ...SCAN_LIMITS },
  }
}
