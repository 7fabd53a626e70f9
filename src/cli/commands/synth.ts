import { Command, Option } from 'commander'
import { defaultWeeks, SCENARIOS, type Scenario } from '../../population/scenario.js'
import { synthesize } from '../../population/synthesize.js'
import type { ContextOf } from '../context.js'
import { positiveInteger, seedNumber } from '../options.js'

interface SynthOptions {
  readonly out: string
  readonly clients: number
  readonly weeks?: number
  readonly seed: number
  readonly scenario: Scenario
  readonly format: 'parquet' | 'csv'
  readonly pilot: boolean
  readonly jobs?: number
}

/** `maatwerkscan synth`: writes a synthetic WW population with known truth. */
export const synthCommand = (context: ContextOf): Command =>
  new Command('synth')
    .description('Write a synthetic WW population with known truth (always labelled synthetic).')
    .requiredOption('--out <folder>', 'folder to write; must not exist or be empty')
    .option('--clients <n>', 'people', positiveInteger, 300_000)
    .option('--weeks <n>', 'weeks of snapshots (default: 156; 313 for corona and drift)', positiveInteger)
    .option('--seed <n>', 'seed', seedNumber, 1)
    .addOption(new Option('--scenario <name>', 'scenario').choices([...SCENARIOS]).default('base'))
    .addOption(new Option('--format <format>', 'file format').choices(['parquet', 'csv']).default('parquet'))
    .option('--pilot', 'replace the people of The Hague by those of the pilot', false)
    .option('--jobs <n>', 'workers (default: all cores); the result does not depend on it', positiveInteger)
    .action(async (options: SynthOptions) => {
      const io = context(options)
      const summary = await synthesize({
        out: options.out,
        clients: options.clients,
        weeks: options.weeks ?? defaultWeeks(options.scenario),
        seed: options.seed,
        scenario: options.scenario,
        format: options.format,
        pilot: options.pilot,
        workers: options.jobs ?? io.machine.cores,
        onProgress: (stage, share) => io.progress({ stage, share }),
        signal: io.signal,
      })
      io.stopProgress()
      io.out(JSON.stringify(summary, null, 2))
    })
