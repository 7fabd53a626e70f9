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
    seconds(one.cpu),
    String(one.repetitions),
    one.median === own ? '1' : times(one.median / own),
    `${one.how} (${one.versions})`,
  ]
  return `| ${cells.map(cell).join(' | ')} |`
}

const verdict = ({ met }: Measured): string => (met === null ? 'cannot be said here' : met ? 'met' : '**not met**')

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
    '| who | median | fastest – slowest | CPU | runs | × ours | how |',
    '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
    ...one.times.map((time) => row(time, own)),
    '',
    ...one.times.flatMap(({ name, extrapolated }) =>
      extrapolated === null ? [] : [`¹ ${name}: ${extrapolated}.`, ''],
    ),
    ...one.absent.flatMap(({ name, because }) => [`Not had here: ${name}: ${because}.`, '']),
    `Equal before timing (largest difference): ${agreementLine(one)}.`,
    '',
    ...one.notes.flatMap((note) => [note, '']),
    `${peak} Load before the start: ${one.load.toFixed(2)}.`,
    '',
  ].join('\n')
}

const summary = (all: readonly Measured[]): readonly string[] => [
  '| benchmark | ours | target | |',
  '| --- | ---: | --- | --- |',
  ...all.map((one) => {
    const own = one.times.find(({ name }) => name === one.main)
    return `| ${one.title} | ${own === undefined ? '' : seconds(own.median)} | ${cell(one.target)} | ${verdict(one)} |`
  }),
]

const quiet = (all: readonly Measured[], machine: Machine): string => {
  const busiest = Math.max(machine.load, all[0]?.load ?? 0)
  return busiest < 0.5
    ? 'The machine was quiet at the start.'
    : `The machine was NOT quiet: load ${busiest.toFixed(2)} at the start; read the fastest times and the CPU times.`
}

/** The whole page. */
export const page = (all: readonly Measured[], failed: readonly string[], machine: Machine): string =>
  [
    '# Results of the benchmarks',
    '',
    'Written by `npm run bench`; the method is in [README.md](README.md).',
    '',
    `${machine.date} UTC, ${machine.cores} cores (${machine.cpu}), ${machine.memory} of memory, Node ${machine.node}. ${quiet(all, machine)}`,
    'Times are wall-clock medians; "× ours" above 1 means that the peer takes that many times as long.',
    '',
    ...summary(all),
    '',
    ...failed.map((line) => `Failed: ${line}\n`),
    ...all.map(section),
  ].join('\n')
