import { Command, Option } from 'commander'
import { RefusedError } from '../../errors.js'
import { publishedText } from '../../report/published-text.js'
import { readRun } from '../../run-folder-reader.js'
import type { ContextOf } from '../context.js'
import { studyForRun } from '../run-study.js'

interface PublishedOptions {
  readonly study?: string
  readonly format: 'text' | 'markdown'
}

const refused = (expected: string, found: string, advice: string): RefusedError =>
  new RefusedError(
    'study-refused',
    [{ rule: 'no-published-figures', expected, found, advice, severity: 'refuse' }],
    'study',
  )

/** `maatwerkscan published`: the study's published figures beside what the run found. */
export const publishedCommand = (context: ContextOf): Command =>
  new Command('published')
    .description('Published figures beside those of a run, as a table.')
    .argument('<run>', 'run folder')
    .option('--study <file>', 'study file of the run (default: the one of that name in the package)')
    .addOption(new Option('--format <format>', 'what is printed').choices(['text', 'markdown']).default('text'))
    .action((folder: string, options: PublishedOptions) => {
      const io = context(options)
      const run = readRun(folder)
      const study = studyForRun(run, options.study, io)
      if (study === undefined)
        throw refused('the study file of the run', 'none', 'name it with --study: a run folder holds its digest only')
      const text = publishedText(study, run.results, { language: io.language, format: options.format })
      if (text === '') throw refused('published figures', 'none', 'name them in "evaluation.published" of the study')
      io.stopProgress()
      io.out(text)
    })
