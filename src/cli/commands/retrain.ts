import { dirname, resolve } from 'node:path'
import { Command } from 'commander'
import { challengerExamination } from '../../../data-schemas/examination/challenger.js'
import type { Study } from '../../../data-schemas/study.js'
import { readModel } from '../../artifact/read.js'
import { loadStudy } from '../../contract/study.js'
import type { Context, ContextOf, Exit } from '../context.js'
import { memorySize, positiveInteger, seedNumber } from '../options.js'
import { runRetrain } from '../run-retrain.js'

interface RetrainCommandOptions {
  readonly study: string
  readonly data: string
  readonly out: string
  readonly seed?: number
  readonly jobs?: number
  readonly memory?: string
  readonly champion?: string
  readonly draft: boolean
  readonly quick: boolean
  readonly challenger: boolean
}

const withChallenger = (study: Study, asked: boolean): Study =>
  asked && study.examination.challenger === undefined
    ? { ...study, examination: { ...study.examination, challenger: challengerExamination.parse({}) } }
    : study

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
    .option(
      '--memory <size>',
      'memory of the engine, such as 3GB; the rest goes to disk (default: half of what there is, at most 4GB)',
      memorySize,
    )
    .option('--champion <folder>', "frozen model in use, to compare with (default: the study's)")
    .option('--draft', 'keep a model that a gate refused, marked as a draft inside', false)
    .option('--quick', 'leave out the examination: for trying things; the gates refuse such a model', false)
    .option('--challenger', 'also train a small network on all candidates: the price of explainability', false)
    .action(async (options: RetrainCommandOptions) => {
      const io: Context = context(options)
      const study = withChallenger(loadStudy(options.study), options.challenger)
      const { seed = study.seed, champion: folder, ...paths } = options
      const named = study.evaluation.champion?.model
      const place = folder ?? (named === undefined ? undefined : resolve(dirname(options.study), named))
      const champion = place === undefined ? {} : { champion: await readModel(place) }
      const ended = await runRetrain({ ...study, seed }, { ...paths, ...champion }, io)
      exit(ended.exit)
    })
