import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { BENCHMARKS } from '../benchmarks.js'
import { type Grown, growthSection } from './growth-table.js'
import { type Kept, page } from './report.js'

const BENCH = new URL('../', import.meta.url)

const kept = <Result>(name: string): Result | undefined => {
  const file = new URL(`results/${name}.json`, BENCH)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result) : undefined
}

/** Growth as it was last measured, one element a size. */
export const growthResults = (): readonly Grown[] => kept<readonly Grown[]>('growth') ?? []

/** Writes RESULTS.md from everything that is kept. */
export const writeResultsPage = (): void => {
  const all = BENCHMARKS.flatMap(({ name, target }): readonly Kept[] => {
    const one = kept<Kept>(name)
    if (one === undefined) return []
    const medians = new Map(one.measured.times.map(({ name, median }) => [name, median]))
    const told = target.told?.(medians, one.measured)
    return [{ ...one, measured: { ...one.measured, ...(told === undefined ? {} : { told }) } }]
  })
  writeFileSync(new URL('RESULTS.md', BENCH), page(all, BENCHMARKS, growthSection(growthResults())))
}
