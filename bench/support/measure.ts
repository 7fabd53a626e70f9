import { loadavg } from 'node:os'
import { type Absent, type Agreement, type Case, type Contender, isHad, type Target } from './types.js'

/** Times of one contender. */
export interface Times {
  readonly name: string
  readonly versions: string
  readonly how: string
  readonly ours: boolean
  readonly repetitions: number
  /** Seconds of the very first run, with everything cold; absent in results kept from before it was written down. */
  readonly first?: number
  /** Seconds; multiplied where only a part was run. */
  readonly median: number
  readonly fastest: number
  readonly slowest: number
  /** CPU seconds of all threads, median. */
  readonly cpu: number
  readonly extrapolated: string | null
}

/** A benchmark that was run. */
export interface Measured {
  readonly name: string
  readonly title: string
  readonly size: string
  readonly target: string
  /** Null when it cannot be said, because a peer is absent. */
  readonly met: boolean | null
  /** The ratios behind that. */
  readonly told?: string
  readonly main: string
  readonly times: readonly Times[]
  readonly absent: readonly Absent[]
  readonly agreements: readonly Agreement[]
  readonly rate: string | null
  readonly notes: readonly string[]
  /** Load of the machine (one minute) before the benchmark began. */
  readonly load: number
  readonly peakMemory: number
}

const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}

interface Runner {
  readonly contender: Contender
  readonly first: number
  readonly seconds: number[]
  readonly cpu: number[]
}

/** First run of everyone: its values are compared, its time stands apart. A peer that breaks has no times from then on. */
const firstRuns = async (
  contenders: readonly (Contender | Absent)[],
): Promise<{ values: Map<string, unknown>; runners: Runner[]; absent: Absent[] }> => {
  const values = new Map<string, unknown>()
  const runners: Runner[] = []
  const absent: Absent[] = []
  for (const contender of contenders) {
    if (!isHad(contender)) {
      absent.push(contender)
      continue
    }
    try {
      const { value, seconds } = await contender.run()
      values.set(contender.name, value)
      runners.push({ contender, first: seconds, seconds: [], cpu: [] })
    } catch (error) {
      if (contender.ours) throw error
      contender.close()
      absent.push({
        name: contender.name,
        because: error instanceof Error ? error.message : String(error),
        broke: true,
      })
    }
  }
  return { values, runners, absent }
}

/** Runs that are not timed: everyone runs until it has had this many seconds of work, or this many runs. */
const WARM = { seconds: 2, runs: 10 } as const

/** Warms up whoever is quick, in turns: compilers that work while a program runs, pools of threads and caches have had their time. */
const warmUp = async (runners: readonly Runner[]): Promise<void> => {
  const spent = new Map(runners.map(({ contender, first }) => [contender, first]))
  for (let run = 1; run < WARM.runs; run += 1) {
    for (const { contender } of runners) {
      const before = spent.get(contender) as number
      if (before < WARM.seconds) spent.set(contender, before + (await contender.run()).seconds)
    }
  }
}

const timesOf = ({ contender, first, seconds, cpu }: Runner): Times => {
  const { name, versions, how, ours, extrapolated } = contender
  const factor = extrapolated?.factor ?? 1
  return {
    name,
    versions,
    how,
    ours,
    repetitions: seconds.length,
    first: factor * first,
    median: factor * medianOf(seconds),
    fastest: factor * Math.min(...seconds),
    slowest: factor * Math.max(...seconds),
    cpu: factor * medianOf(cpu),
    extrapolated: extrapolated?.because ?? null,
  }
}

/** Agreements that do not hold. */
const brokenOf = (agreements: readonly Agreement[]): readonly Agreement[] =>
  agreements.filter(({ difference, allowed }) => !(difference <= allowed))

const rateOf = ({ units, main }: Case, medians: ReadonlyMap<string, number>): string | null => {
  const seconds = medians.get(main)
  if (units === undefined || seconds === undefined) return null
  return `${((units.count / seconds) * 1e-6).toFixed(2)} million ${units.name} a second`
}

/**
 * One run each; then equality; then warm-up, unless it is left out; then the repetitions in turns, so that noise of the machine falls on
 * all alike. Throws when a peer and the workbench do not agree: times of different answers are not compared.
 */
export const measure = async (
  about: { readonly name: string; readonly title: string; readonly target: Target },
  of: Case,
  options: { readonly repetitions: number; readonly warm: boolean },
): Promise<Measured> => {
  const load = loadavg()[0] as number
  try {
    const { values, runners, absent } = await firstRuns(of.contenders)
    const agreements = of.agree(values)
    const broken = brokenOf(agreements)
    if (broken.length > 0) {
      const lines = broken.map(
        ({ peer, what, difference, allowed }) => `${peer}, ${what}: ${difference} apart, ${allowed} allowed`,
      )
      throw new Error(`not equal, so not timed: ${lines.join('; ')}`)
    }
    if (options.warm) await warmUp(runners)
    for (let repetition = 0; repetition < options.repetitions; repetition += 1) {
      for (const { contender, seconds, cpu } of runners) {
        const ran = await contender.run()
        seconds.push(ran.seconds)
        cpu.push(ran.cpu)
      }
    }
    const times = runners.map(timesOf)
    const medians = new Map(times.map(({ name, median }) => [name, median]))
    return {
      name: about.name,
      title: about.title,
      size: of.size,
      target: about.target.text,
      met: about.target.met(medians, of),
      ...(about.target.told === undefined ? {} : { told: about.target.told(medians, of) }),
      main: of.main,
      times,
      absent,
      agreements,
      rate: rateOf(of, medians),
      notes: of.notes,
      load,
      peakMemory: process.resourceUsage().maxRSS / 1024,
    }
  } finally {
    for (const contender of of.contenders) if (isHad(contender)) contender.close()
  }
}

/** The peers that were there and broke, each with its last words: a benchmark with one of these has failed. */
export const brokenPeers = ({ name, absent }: Pick<Measured, 'name' | 'absent'>): readonly string[] =>
  absent.flatMap((one) => (one.broke === true ? [`${name}: ${one.name} broke: ${one.because}`] : []))

/** How often the slowest of the named peers takes our time; null when none is there. */
export const ratio = (medians: ReadonlyMap<string, number>, main: string, peer: string): number | null => {
  const [own, other] = [medians.get(main), medians.get(peer)]
  return own === undefined || other === undefined ? null : other / own
}
