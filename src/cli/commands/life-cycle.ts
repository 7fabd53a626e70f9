import { basename, dirname, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { putInUse, readAnswers, reviewModel, withdrawModel } from '../../registry/change-state.js'
import type { Context, ContextOf } from '../context.js'
import { signingKey } from '../signing-key.js'
import { optionalPin } from '../standing.js'
import { standingText } from '../standing-words.js'

interface ChangeCommandOptions {
  readonly registry?: string
  readonly key?: string
  readonly pin?: string
}

const changeCommand = (name: string, holder: string): Command =>
  new Command(name)
    .argument('<model>', 'model folder in the registry')
    .option('--registry <folder>', 'registry (default: the folder that the model folder lies in)')
    .option('--key <file>', `private key of ${holder}, in PEM (default: the text in MAATWERKSCAN_KEY)`)
    .option('--pin <file>', 'what is remembered of the registry')

const changeOf = async (folder: string, options: ChangeCommandOptions, io: Context) => ({
  registry: options.registry ?? dirname(resolve(folder)),
  key: signingKey(options.key, io),
  now: io.now(),
  ...(await optionalPin(options.pin)),
})

const isoDay = (text: string): string => {
  const right = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text
  if (!right) throw new InvalidArgumentError(`expected a day such as 2027-11-21, found "${text}"`)
  return text
}

interface ApproveCommandOptions extends ChangeCommandOptions {
  readonly answers: string
  readonly until?: string
  readonly question: boolean
}

/** `maatwerkscan approve`: a reviewer's signature over model and dossier, with an answer to every claim. */
export const approveCommand = (context: ContextOf): Command =>
  changeCommand('approve', 'a reviewer')
    .description(
      'Sign a model and its dossier as a reviewer, with the answers downloaded from the dossier. Every claim must be accepted; exit 3 otherwise.',
    )
    .requiredOption('--answers <file>', 'answers, as the dossier downloads them')
    .option('--until <day>', 'last day on which the approval holds (default: as long as the study allows)', isoDay)
    .option('--question', 'only write the answers down, signed, without approving', false)
    .action(async (folder: string, options: ApproveCommandOptions) => {
      const io = context(options)
      const { until, question } = options
      const standing = await reviewModel(folder, {
        ...(await changeOf(folder, options, io)),
        answers: await readAnswers(options.answers),
        question,
        ...(until === undefined ? {} : { until }),
      })
      io.stopProgress()
      io.out(standingText(standing, io.language))
    })

/** `maatwerkscan use`: puts an approved model in use. */
export const useCommand = (context: ContextOf): Command =>
  changeCommand('use', 'an exporter')
    .description(
      'Put an approved model in use, signed by an exporter. Exit 3 without the approvals that the study asks.',
    )
    .action(async (folder: string, options: ChangeCommandOptions) => {
      const io = context(options)
      const standing = await putInUse(folder, await changeOf(folder, options, io))
      io.stopProgress()
      io.out(standingText(standing, io.language))
    })

/** `maatwerkscan revoke`: withdraws a model for good. */
export const revokeCommand = (context: ContextOf): Command =>
  changeCommand('revoke', 'the owner, a builder, a reviewer or an exporter')
    .description(
      'Withdraw a model for good, with a reason; every key of the registry may. Whoever scores with the registry then refuses it.',
    )
    .requiredOption('--reason <text>', 'why, in a sentence')
    .action(async (folder: string, options: ChangeCommandOptions & { readonly reason: string }) => {
      const io = context(options)
      const name = basename(resolve(folder))
      await withdrawModel(name, { ...(await changeOf(folder, options, io)), reason: options.reason })
      io.stopProgress()
      io.out(`${io.language === 'nl' ? 'ingetrokken' : 'withdrawn'}: ${name}`)
    })
