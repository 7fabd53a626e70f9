import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { loadStudy } from '../../contract/study.js'
import { defaultWeeks } from '../../population/scenario.js'
import { synthesize } from '../../population/synthesize.js'
import type { ContextOf, Exit } from '../context.js'
import { offerToShow } from '../offer-to-show.js'
import { positiveInteger, seedNumber } from '../options.js'
import { runRetrain } from '../run-retrain.js'

interface StartOptions {
  readonly out: string
  readonly clients: number
  readonly seed: number
}

/** The population on which the nine come out; its run folder is plainly called `run`, those of others by people and seed. */
const CLIENTS = 300_000
const SEED = 1

/** The flagship study that ships with the package, whether this runs from `src/` or from `dist/src/`. */
const flagship = (): string =>
  ['../../../data-schemas/studies/', '../../../../data-schemas/studies/']
    .map((up) => fileURLToPath(new URL(`${up}maatwerkscan.study.json`, import.meta.url)))
    .find(existsSync) ?? 'data-schemas/studies/maatwerkscan.study.json'

/** `maatwerkscan start`: the whole method on a synthetic population, in one command. */
export const startCommand = (context: ContextOf, exit: Exit): Command =>
  new Command('start')
    .description('Make a synthetic population, retrain the flagship study on it, and show what comes out.')
    .option('--out <folder>', 'folder for data and run', 'runs/start')
    .option('--clients <n>', 'people; the nine are stable at 300,000', positiveInteger, CLIENTS)
    .option('--seed <n>', 'seed of the population', seedNumber, SEED)
    .action(async (options: StartOptions) => {
      const io = context(options)
      const { clients, seed } = options
      const data = join(options.out, `data-${clients}-${seed}`)
      const weeks = defaultWeeks('base')
      if (!existsSync(data)) {
        await synthesize({
          out: data,
          clients,
          weeks,
          seed,
          scenario: 'base',
          format: 'parquet',
          workers: io.machine.cores,
          onProgress: (stage, share) => io.progress({ stage: `synthetic population: ${stage}`, share }),
          signal: io.signal,
        })
      }
      io.note(`synthetic population: ${clients} people, ${weeks} weeks, seed ${seed}, in ${data}`)
      const run = clients === CLIENTS && seed === SEED ? 'run' : `run-${clients}-${seed}`
      const ended = await runRetrain(loadStudy(flagship()), { data, out: join(options.out, run), draft: false }, io)
      exit(ended.exit)
      await offerToShow(ended.dossier, io)
    })
