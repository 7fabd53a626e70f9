import type { Machine } from './machine.js'
import type { Measured, Times } from './measure.js'

const seconds = (value: number): string => {
  if (value >= 3600) return `${(value / 3600).toFixed(1)} h`
  if (value >= 100) return `${value.toFixed(0)} s`
  if (value >= 1) return `${value.toFixed(2)} s`
  return `${(value * 1000).toPrecision(3)} ms`
}

const times = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2))

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const row = (one: Times, own: number): string => {
  const extrapolated = one.extrapolated === null ? '' : ' ¹'
  const cells = [
    one.ours ? `**${one.name}**` : one.name,
    `${seconds(one.median)}${extrapolated}`,
    `${seconds(one.fastest)} – ${seconds(one.slowest)}`,
    one.first === undefined ? '–' : seconds(one.first),
    seconds(one.cpu),
    String(one.repetitions),
    one.median === own ? '1' : times(one.median / own),
    `${one.how} (${one.versions})`,
  ]
  return `| ${cells.map(cell).join(' | ')} |`
}

const verdict = ({ met, told }: Measured): string => {
  const said = met === null ? 'cannot be said here' : met ? 'met' : '**not met**'
  return told === undefined ? said : `${said} (${told})`
}

const agreementLine = ({ agreements }: Measured): string =>
  agreements
    .map(({ peer, what, difference, allowed }) => `${peer}: ${what} ${difference.toPrecision(2)} (≤ ${allowed})`)
    .join('; ')

/** One benchmark as a section. */
export const section = (one: Measured): string => {
  const own = one.times.find(({ name }) => name === one.main)?.median ?? Number.NaN
  const peak = `Peak memory of the workbench's process: ${one.peakMemory.toFixed(0)} MiB.`
  return [
    `## ${one.title}`,
    '',
    `${one.size}. Target: ${one.target}: ${verdict(one)}.${one.rate === null ? '' : ` ${one.rate}.`}`,
    '',
    '| who | median | fastest – slowest | first | CPU | runs | × ours | how |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...one.times.map((time) => row(time, own)),
    '',
    ...one.times.flatMap(({ name, extrapolated }) =>
      extrapolated === null ? [] : [`¹ ${name}: ${extrapolated}.`, ''],
    ),
    ...one.absent.flatMap(({ name, because, broke }) => [
      `${broke === true ? '**Broke here, so not measured**' : 'Not had here'}: ${name}: ${because}.`,
      '',
    ]),
    `Equal before timing (largest difference): ${agreementLine(one)}.`,
    '',
    ...one.notes.flatMap((note) => [note, '']),
    `${peak} Load before the start: ${one.load.toFixed(2)}.`,
    '',
  ].join('\n')
}

/** A benchmark at full size, with the machine and the moment. */
export interface Kept {
  readonly machine: Machine
  readonly measured: Measured
}

const summary = (all: readonly Kept[]): readonly string[] => [
  '| benchmark | ours | target | | measured | load before |',
  '| --- | ---: | --- | --- | --- | ---: |',
  ...all.map(({ measured, machine }) => {
    const own = measured.times.find(({ name }) => name === measured.main)
    const cells = [
      measured.title,
      own === undefined ? '' : seconds(own.median),
      cell(measured.target),
      verdict(measured),
      `${machine.date} UTC`,
      measured.load.toFixed(1),
    ]
    return `| ${cells.join(' | ')} |`
  }),
]

const machinesOf = (all: readonly Kept[]): readonly string[] => [
  ...new Set(
    all.map(
      ({ machine: { cores, cpu, memory, node } }) => `${cores} cores (${cpu}), ${memory} of memory, Node ${node}`,
    ),
  ),
]

/** The whole page, from what is kept; benchmarks without a result at full size are named. `more` are lines of sections that other commands write. */
export const page = (
  all: readonly Kept[],
  benchmarks: readonly { readonly name: string }[],
  more: readonly string[] = [],
): string => {
  const open = benchmarks.filter(({ name }) => !all.some(({ measured }) => measured.name === name))
  return [
    '# Results of the benchmarks',
    '',
    'Written by `npm run bench`; the method is in [README.md](README.md). Each benchmark keeps its last result at full size.',
    '',
    `${machinesOf(all).join('; ')}. Times are wall-clock medians; "× ours" above 1 means that the peer takes that many times as long. "First" is the very first run of a process, with everything cold.`,
    'Runs are taken in turns, so that a busy machine hits everyone; where the load before the start is above 1, read ratios and CPU times.',
    '',
    ...summary(all),
    '',
    ...(open.length === 0 ? [] : [`Not measured at full size yet: ${open.map(({ name }) => name).join(', ')}.`, '']),
    ...all.map(({ measured }) => section(measured)),
    ...more,
  ].join('\n')
}
