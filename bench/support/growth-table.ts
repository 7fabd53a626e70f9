import type { Machine } from './machine.js'
import type { Part } from './watched.js'

/** One whole retrain of the flagship study on so many person-weeks. */
export interface Grown {
  readonly engine: 'duckdb' | 'spark'
  /** Million person-weeks asked for. */
  readonly size: number
  readonly machine: Machine
  readonly clients: number
  /** Rows of the snapshot table. */
  readonly personWeeks: number
  /** Files of the population that a retrain reads, in MB. */
  readonly inputMB: number
  readonly train: number
  readonly test: number
  readonly sample: number
  /** Distinct patterns of the selected candidates on the training side, and of all admissible ones on the selection sample. */
  readonly patterns: number
  readonly samplePatterns: number
  readonly synth: Omit<Part, 'name'>
  readonly total: Omit<Part, 'name'>
  /** Limit of the embedded engine, and the most that it had on disk at one moment, in MB. */
  readonly engineLimit: string
  readonly spilledMB: number
  readonly stages: readonly Part[]
}

const seconds = (value: number): string => (value >= 99.5 ? value.toFixed(0) : value.toFixed(value >= 9.95 ? 1 : 2))
const whole = (value: number): string => Math.round(value).toLocaleString('en')
const gigabytes = (megabytes: number): string => `${(megabytes / 1000).toFixed(megabytes >= 9950 ? 0 : 1)} GB`

/** Times below this many seconds say more about the clock than about the work. */
const LEAST = 0.05

/**
 * Exponent b of y = a·xᵇ: least squares of log y on log x.
 * @returns undefined with fewer than two points that can be told from nothing
 */
export const exponentOf = (points: readonly (readonly [x: number, y: number])[]): number | undefined => {
  const logs = points.filter(([, y]) => y >= LEAST).map(([x, y]) => [Math.log(x), Math.log(y)] as const)
  if (logs.length < 2) return undefined
  const mean = (of: 0 | 1): number => logs.reduce((sum, pair) => sum + pair[of], 0) / logs.length
  const [mx, my] = [mean(0), mean(1)]
  const xx = logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
  return xx === 0 ? undefined : logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / xx
}

const power = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(2))

/** What is asked of a size: minutes and memory of the process. */
const TARGETS: Readonly<Record<string, { readonly seconds: number; readonly memoryMB: number }>> = {
  '10': { seconds: 120, memoryMB: 4000 },
  '50': { seconds: Number.POSITIVE_INFINITY, memoryMB: 8000 },
}

const verdict = ({ size, total, machine }: Grown): string => {
  const target = TARGETS[String(size)]
  if (target === undefined) return ''
  const memory = total.peakMB <= target.memoryMB ? 'met' : '**not met**'
  const said = `≤ ${gigabytes(target.memoryMB)}: ${memory}`
  if (!Number.isFinite(target.seconds)) return said
  const time = total.seconds <= target.seconds ? 'met' : machine.load > 1 ? 'not met on a busy machine' : '**not met**'
  return `≤ ${target.seconds} s: ${time}; ${said}`
}

const name = ({ size, engine }: Grown): string => `${size} million${engine === 'spark' ? ', Spark' : ''}`

const sizeTable = (all: readonly Grown[]): readonly string[] => [
  '| person-weeks | people | rows trained on, tested on | patterns: training, sample | files | wall clock | CPU | largest memory | on disk | target | load before |',
  '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |',
  ...all.map((one) => {
    const cells = [
      `${name(one)} (${whole(one.personWeeks)})`,
      whole(one.clients),
      `${whole(one.train)}, ${whole(one.test)}`,
      `${whole(one.patterns)}, ${whole(one.samplePatterns)}`,
      `${whole(one.inputMB)} MB`,
      `${seconds(one.total.seconds)} s`,
      `${seconds(one.total.cpuSeconds)} s`,
      gigabytes(one.total.peakMB),
      one.spilledMB === 0 ? '–' : gigabytes(one.spilledMB),
      verdict(one),
      one.machine.load.toFixed(1),
    ]
    return `| ${cells.join(' | ')} |`
  }),
]

const stageTable = (all: readonly Grown[]): readonly string[] => {
  const names = all.at(-1)?.stages.map((stage) => stage.name) ?? []
  const of = (one: Grown, stage: string): Part | undefined => one.stages.find((part) => part.name === stage)
  const exponent = (some: readonly Grown[], value: (one: Grown) => number | undefined): string =>
    power(
      exponentOf(
        some.flatMap((one) => {
          const found = value(one)
          return found === undefined ? [] : [[one.personWeeks, found] as const]
        }),
      ),
    )
  const line = (label: string, part: (one: Grown) => Omit<Part, 'name'> | undefined): string => {
    const cells = all.map((one) => {
      const found = part(one)
      return found === undefined
        ? '–'
        : `${seconds(found.seconds)} · ${seconds(found.cpuSeconds)} · ${gigabytes(found.peakMB)}`
    })
    const time = exponent(all, (one) => part(one)?.seconds)
    const cpu = (some: readonly Grown[]): string => exponent(some, (one) => part(one)?.cpuSeconds)
    return `| ${[label, ...cells, time, cpu(all), cpu(all.slice(-2))].join(' | ')} |`
  }
  return [
    `| stage: seconds · CPU seconds · largest memory | ${all.map(name).join(' | ')} | exponent of time | of CPU | of CPU, last step |`,
    `| --- | ${all.map(() => '---:').join(' | ')} | ---: | ---: | ---: |`,
    ...names.map((stage) => line(stage, (one) => of(one, stage))),
    line('**whole retrain**', ({ total }) => total),
    line('making the synthetic population (not in the total)', ({ synth }) => synth),
  ]
}

const machines = (all: readonly Grown[]): string =>
  [
    ...new Set(
      all.map(
        ({ machine: { cores, cpu, memory, node } }) => `${cores} cores (${cpu}), ${memory} of memory, Node ${node}`,
      ),
    ),
  ].join('; ')

const bySize = (all: readonly Grown[]): readonly Grown[] => [...all].sort((a, b) => a.size - b.size)

/** Tables of time, CPU, memory and patterns, with the fitted exponents; empty when nothing was measured. */
export const growthTables = (all: readonly Grown[]): readonly string[] => {
  const own = bySize(all.filter(({ engine }) => engine === 'duckdb'))
  if (own.length === 0) return []
  const spark = bySize(all.filter(({ engine }) => engine === 'spark'))
  const dates = all.map(({ machine }) => machine.date).sort()
  return [
    `${machines(all)}; measured ${dates[0]}${dates.length > 1 ? ` to ${dates.at(-1)}` : ''} UTC. Limit of the engine: ${[...new Set(own.map(({ engineLimit }) => engineLimit))].join(', ')}.`,
    '',
    ...sizeTable([...own, ...spark]),
    '',
    ...stageTable(own),
    '',
    ...(spark.length === 0 ? [] : sparkTable(own, spark)),
  ]
}

const sparkTable = (own: readonly Grown[], spark: readonly Grown[]): readonly string[] =>
  spark.flatMap((one) => {
    const same = own.find(({ size }) => size === one.size)
    if (same === undefined) return []
    const rows = one.stages.map((stage) => {
      const embedded = same.stages.find((part) => part.name === stage.name)
      const ratio =
        embedded === undefined || embedded.seconds < LEAST ? '–' : (stage.seconds / embedded.seconds).toFixed(1)
      return `| ${stage.name} | ${embedded === undefined ? '–' : seconds(embedded.seconds)} | ${seconds(stage.seconds)} | ${ratio} |`
    })
    const total = (one.total.seconds / same.total.seconds).toFixed(1)
    return [
      `| stage at ${one.size} million, seconds | embedded | Spark on this one machine | × |`,
      '| --- | ---: | ---: | ---: |',
      ...rows,
      `| **whole retrain** | ${seconds(same.total.seconds)} | ${seconds(one.total.seconds)} | ${total} |`,
      '',
    ]
  })

/** Million person-weeks from which a line may be drawn on. */
const LEAST_DRAWN = 10

/** Million person-weeks of places that were not measured, at 10 million a year for 18 million inhabitants. */
const PLACES: readonly (readonly [place: string, size: number])[] = [
  ['a country, one year', 10],
  ['a country, five years', 50],
  ['a continent of 450 million, one year', 250],
  ['a continent of 450 million, five years', 1250],
]

const duration = (value: number): string =>
  value < 5400 ? `${Math.max(1, Math.round(value / 60))} min` : `${(value / 3600).toFixed(1)} h`

const megabytesOf = (limit: string): number => Number.parseFloat(limit) * (/g/i.test(limit) ? 1000 : 1)

/** The limit of the engine, which stays, and what columns and patterns take above it, in proportion to the rows. */
const memoryAt = ({ engineLimit, total, size: last }: Grown, size: number): number => {
  const limit = megabytesOf(engineLimit)
  return limit + Math.max(0, total.peakMB - limit) * (size / last)
}

/**
 * What places would need: measured where a run of that size is kept, drawn on from the last two sizes where not. Empty with fewer than
 * two sizes, or none of at least ten million: a continent is not drawn on from a town.
 */
export const needTable = (all: readonly Grown[]): readonly string[] => {
  const own = bySize(all.filter(({ engine }) => engine === 'duckdb'))
  const [before, last] = own.slice(-2)
  if (before === undefined || last === undefined || last.size < LEAST_DRAWN) return []
  const drawn = (of: (one: Grown) => number, size: number): number => {
    const b = exponentOf([
      [before.size, of(before)],
      [last.size, of(last)],
    ])
    return of(last) * (size / last.size) ** (b ?? 1)
  }
  return [
    '| place | million person-weeks | wall clock | CPU | files | largest memory | how known |',
    '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
    ...PLACES.map(([place, size]) => {
      const measured = own.find((one) => one.size === size)
      const of = (value: (one: Grown) => number): number =>
        measured === undefined ? drawn(value, size) : value(measured)
      const cells = [
        place,
        whole(size),
        duration(of(({ total }) => total.seconds)),
        duration(of(({ total }) => total.cpuSeconds)),
        gigabytes(of(({ inputMB }) => inputMB)),
        gigabytes(measured?.total.peakMB ?? memoryAt(last, size)),
        measured === undefined ? `drawn on from ${before.size} and ${last.size} million` : 'measured',
      ]
      return `| ${cells.join(' | ')} |`
    }),
  ]
}

/** The section of the results page; empty when nothing was measured. */
export const growthSection = (all: readonly Grown[]): readonly string[] =>
  all.length === 0
    ? []
    : [
        '## Growth',
        '',
        'Whole retrains of the flagship study, each in a process of its own (`npm run bench:growth`); what they mean is in [docs/GROWTH.md](../docs/GROWTH.md).',
        '',
        ...growthTables(all),
        ...needTable(all),
        '',
      ]
