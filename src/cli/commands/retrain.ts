import { Command } from 'commander'
import { loadStudy } from '../../contract/study.js'
import type { Context, ContextOf, Exit } from '../context.js'
import { positiveInteger, seedNumber } from '../options.js'
import { runRetrain } from '../run-retrain.js'

interface RetrainCommandOptions {
  readonly study: string
  readonly data: string
  readonly out: string
  readonly seed?: number
  readonly jobs?: number
  readonly draft: boolean
  readonly quick: boolean
}

/** `maatwerkscan retrain`: the whole corridor; exit 3 when a gate refuses. */
export const retrainCommand = (context: ContextOf, exit: Exit): Command =>
  new Command('retrain')
    .description(
      'From a table to a frozen model: screening, exact selection, fit, calibration, top-k evaluation, group audit, gates.',
    )
    .requiredOption('--study <file>', 'study file')
    .requiredOption('--data <path>', 'data file (flat) or folder (panel)')
    .requiredOption('--out <folder>', 'run folder to write')
    .option('--seed <n>', "seed in place of the study's", seedNumber)
    .option('--jobs <n>', 'threads (default: all cores); the result does not depend on it', positiveInteger)
    .option('--draft', 'keep a model that a gate refused, marked as a draft inside', false)
    .option('--quick', 'leave out the examination: for trying things; the gates refuse such a model', false)
    .action(async (options: RetrainCommandOptions) => {
      const io: Context = context(options)
      const study = loadStudy(options.study)
      const { seed = study.seed } = options
      exit(await runRetrain({ ...study, seed }, options, io))
    })
