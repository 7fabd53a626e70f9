import { PROMISES, type Statistic } from './experiment.js'

/** In how many populations a statistic came out (covered, rejected, said equivalent), and in how many it exists. */
export interface Counted {
  readonly statistic: Statistic
  readonly hits: number
  readonly populations: number
}

/** A finished coverage study. */
export interface Study {
  readonly date: string
  readonly version: string
  readonly node: string
  readonly seconds: number
  readonly counts: readonly Counted[]
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`

const WHAT: Readonly<Record<Statistic['kind'], string>> = {
  interval: '95% interval covers',
  test: 'test at 5% rejects',
  family: 'family at 5% has a wrong rejection',
  equivalence: 'says equivalent',
}

/** True when the share lies where it is promised. */
export const keptPromise = ({ statistic, hits, populations }: Counted): boolean => {
  const { min, max } = PROMISES[statistic.kind]
  return hits / populations >= min && hits / populations <= max
}

const row = (counted: Counted): string => {
  const { statistic, hits, populations } = counted
  const share = hits / populations
  const error = Math.sqrt((share * (1 - share)) / populations)
  const { min, max } = PROMISES[statistic.kind]
  const cells = [
    statistic.room,
    statistic.name,
    statistic.method,
    WHAT[statistic.kind],
    `${percent(share)} ± ${percent(1.96 * error)}`,
    `${percent(min)}–${percent(max)}`,
    populations.toLocaleString('en-GB'),
    keptPromise(counted) ? 'yes' : '**no**',
  ]
  return `| ${cells.join(' | ')} |`
}

/** The study as a table, and whether every promise is kept. */
export const coverageTable = (study: Study): { readonly text: string; readonly kept: boolean } => {
  const kept = study.counts.every(keptPromise)
  const text = [
    '# Do intervals cover and tests hold their level?',
    '',
    'Written by `npm run coverage`: each statistic on simulated populations of people with one to four weeks each, whose weeks share one',
    'outcome. The truth is known by construction, or from one population of 250,000 people. ± is the 95% simulation error.',
    '',
    `${study.date}, version ${study.version}, Node ${study.node}, ${study.seconds} s.`,
    '',
    '| room | statistic | method | what is counted | found | promised | populations | kept |',
    '|---|---|---|---|---|---|---|---|',
    ...study.counts.map(row),
  ].join('\n')
  return { text, kept }
}
