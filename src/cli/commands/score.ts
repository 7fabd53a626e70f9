import { Command } from 'commander'
import { issueLine } from '../../errors.js'
import { scoreFile } from '../../scoring/score.js'
import type { ContextOf } from '../context.js'
import { positiveInteger, shareNumber } from '../options.js'

interface ScoreCommandOptions {
  readonly model: string
  readonly data: string
  readonly out: string
  readonly key?: string
  readonly listBy?: readonly string[]
  readonly maxFailingShare?: number
  readonly allowDraft: boolean
  readonly jobs?: number
}

/** `maatwerkscan score`: probabilities, ranks per list and contributions, from a model that verifies. */
export const scoreCommand = (context: ContextOf): Command =>
  new Command('score')
    .description(
      'Score a table with a frozen model: probability, rank within list, contributions. Refuses a model that does not verify.',
    )
    .requiredOption('--model <folder>', 'model folder')
    .requiredOption('--data <file>', 'CSV or Parquet with the inputs of the model')
    .requiredOption('--out <file>', '.csv or .parquet to write')
    .option('--key <column>', "column that names the person (default: the model's)")
    .option('--list-by <columns...>', "columns that make a list (default: the model's)")
    .option(
      '--max-failing-share <share>',
      'share of rows that may break the contract and stay without a score (default: 0)',
      shareNumber,
    )
    .option('--allow-draft', 'score with a draft that a gate refused, to look at it', false)
    .option('--jobs <n>', 'threads (default: all cores)', positiveInteger)
    .action(async (options: ScoreCommandOptions) => {
      const io = context(options)
      const { model, data, out, key, listBy, maxFailingShare, allowDraft, jobs } = options
      const summary = await scoreFile({
        model,
        data,
        out,
        allowDraft,
        signal: io.signal,
        onProgress: (share) => io.progress({ stage: 'scoring', share }),
        ...(key === undefined ? {} : { key }),
        ...(listBy === undefined ? {} : { list: listBy }),
        ...(maxFailingShare === undefined ? {} : { maxFailingShare }),
        ...(jobs === undefined ? {} : { threads: jobs }),
      })
      io.stopProgress()
      for (const issue of summary.issues) io.note(issueLine(issue))
      io.out(JSON.stringify({ ...summary, issues: summary.issues.length }, null, 2))
    })
