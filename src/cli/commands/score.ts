import { randomBytes } from 'node:crypto'
import { Command, InvalidArgumentError } from 'commander'
import type { Model } from '../../../data-schemas/artifact.js'
import { readModel } from '../../artifact/read.js'
import { issueLine, WorkbenchError } from '../../errors.js'
import { standingProblem } from '../../registry/standing.js'
import type { Places } from '../../scoring/draw.js'
import { randomListFile } from '../../scoring/random-list.js'
import { type RandomAddition, scoreFile } from '../../scoring/score.js'
import type { Context, ContextOf } from '../context.js'
import { memorySize, positiveInteger, shareNumber } from '../options.js'
import { requirePin, type StandingOptions, standingAsked, withStanding } from '../standing.js'

interface ScoreCommandOptions extends StandingOptions {
  readonly model: string
  readonly data: string
  readonly out: string
  readonly key?: string
  readonly listBy?: readonly string[]
  readonly reasons?: number
  readonly places?: Places
  readonly randomShare?: number | true
  readonly sealed?: string
  readonly open: boolean
  readonly seed?: string
  readonly report?: string
  readonly guard: boolean
  readonly maxFailingShare?: number
  readonly fallback?: string
  readonly allowDraft: boolean
  readonly ignoreRegistry: boolean
  readonly memory?: string
  readonly jobs?: number
}

const wholeOrNone = (text: string): number => (text === '0' ? 0 : positiveInteger(text))

const placesOf = (text: string): Places => {
  const value = Number(text)
  if (value > 0 && value < 1) return { kind: 'share', share: value }
  if (Number.isSafeInteger(value) && value >= 1) return { kind: 'size', size: value }
  throw new InvalidArgumentError(`expected a share below 1 or a whole number, found "${text}"`)
}

const fallbackOf = (text: string): string => {
  if (text !== 'random') throw new InvalidArgumentError(`expected "random", found "${text}"`)
  return text
}

const wrongUse = (expected: string, found: string, advice: string): WorkbenchError =>
  new WorkbenchError('wrong-use', { expected, found, advice, where: 'score' })

/** A seed that nobody knows. */
const freshSeed = (): string => randomBytes(16).toString('hex')

const shareOf = (model: Model, asked: number | true): number => {
  if (asked !== true) return asked
  const { profile, random } = model.beside ?? { profile: 0, random: 0 }
  if (random > 0) return random / (profile + random)
  throw wrongUse('a share for the random part', 'a model whose study names none', 'give it: --random-share 0.25')
}

const randomOf = (model: Model, options: ScoreCommandOptions, seed: string): RandomAddition | undefined => {
  const { places, randomShare, sealed, open } = options
  if (randomShare === undefined) {
    if (places === undefined && sealed === undefined && !open) return undefined
    throw wrongUse(
      '--random-share with --places, --sealed or --open',
      'none',
      'add --random-share, with or without a number',
    )
  }
  if (places === undefined) throw wrongUse('--places with --random-share', 'none', 'say how many places a list has')
  if ((sealed === undefined) !== open)
    throw wrongUse('either --sealed FILE (blind) or --open', open ? 'both' : 'neither', 'blind is the rule')
  const show = sealed === undefined ? ({ kind: 'open' } as const) : ({ kind: 'blind', sealed } as const)
  return { places, share: shareOf(model, randomShare), seed, show }
}

const replaced = (folder: string): WorkbenchError =>
  new WorkbenchError('model-refused', {
    expected: 'one model from beginning to end',
    found: 'a folder that changed while it was read',
    where: folder,
    advice: 'find out who writes into the model folder, and score again',
    exit: 2,
  })

/** Throws what stands against the use of the model: it does not verify, or it is not in use in the registry that was asked, or nobody asked. */
const admit = async (options: ScoreCommandOptions, io: Context): Promise<Model> => {
  const standing = await standingAsked(options.model, options, io)
  if (!options.ignoreRegistry) requirePin(options.model, options)
  const problem = standing === null ? null : standingProblem(standing, 'lists')
  if (problem !== null) throw problem
  const model = await readModel(options.model)
  if (standing !== null && standing.modelId !== model.modelId) throw replaced(options.model)
  if (model.draft === null || options.allowDraft) return model
  throw new WorkbenchError('draft-model', {
    expected: 'a model that passed its gates',
    found: `a draft; refused by ${model.draft.refusedGates.map(({ name }) => name).join(', ')}`,
    advice: 'a draft is kept to be looked at, not to be used; allow it explicitly for a test',
    exit: 3,
  })
}

/** True for an error about the model; one about the data, the pin or the use of the command calls for no fallback. */
const isAboutModel = (error: unknown): error is WorkbenchError =>
  error instanceof WorkbenchError && /^(?:model-|draft-model|approval-expired|registry-refused)/.test(error.code)

const modelOrNull = async (folder: string): Promise<Model | null> => {
  try {
    return await readModel(folder)
  } catch {
    return null
  }
}

const common = (options: ScoreCommandOptions, io: Context) => {
  const { data, out, guard, memory, jobs } = options
  return {
    data,
    out,
    guard,
    signal: io.signal,
    ...(memory === undefined ? {} : { memory }),
    ...(jobs === undefined ? {} : { threads: jobs }),
  }
}

const scoreWith = async (model: Model, options: ScoreCommandOptions, io: Context): Promise<void> => {
  const { key, listBy, reasons, report, maxFailingShare, allowDraft } = options
  const seed = options.seed ?? freshSeed()
  const random = randomOf(model, options, seed)
  const summary = await scoreFile({
    ...common(options, io),
    model: options.model,
    allowDraft,
    language: io.language,
    onProgress: (share) => io.progress({ stage: 'scoring', share }),
    ...(key === undefined ? {} : { key }),
    ...(listBy === undefined ? {} : { list: listBy }),
    ...(reasons === undefined ? {} : { reasons }),
    ...(random === undefined ? {} : { random }),
    ...(report === undefined ? {} : { report }),
    ...(maxFailingShare === undefined ? {} : { maxFailingShare }),
  })
  io.stopProgress()
  for (const issue of summary.issues) io.note(issueLine(issue))
  const told = random?.show.kind === 'open' ? { seed } : {}
  io.out(JSON.stringify({ ...summary, issues: summary.issues.length, ...told }, null, 2))
}

const randomList = async (refused: WorkbenchError, options: ScoreCommandOptions, io: Context): Promise<void> => {
  const model = await modelOrNull(options.model)
  const key = options.key ?? model?.key.person ?? null
  const list = options.listBy ?? model?.key.list ?? []
  if (key === null)
    throw wrongUse('--key with a model that cannot be read', 'none', 'name the column of the person, and --list-by')
  const seed = options.seed ?? freshSeed()
  const csv = model === null ? {} : { csv: model.csv }
  const summary = await randomListFile({ ...common(options, io), key, list, seed, ...csv }, refused.code)
  io.stopProgress()
  io.note(
    io.language === 'nl'
      ? `Het model mag niet worden gebruikt (${refused.code}). Dit is een willekeurige lijst: geen model heeft iemand geordend.`
      : `The model may not be used (${refused.code}). This is a random list: no model ranked anybody.`,
  )
  io.out(JSON.stringify({ ...summary, seed }, null, 2))
}

/** `maatwerkscan score`: probabilities, ranks per list, reasons and contributions, from a model that verifies; or a random list. */
export const scoreCommand = (context: ContextOf): Command =>
  withStanding(
    new Command('score')
      .description(
        'Score a table with a frozen model: probability, rank within list, reasons, contributions. Refuses a model that does not verify.',
      )
      .requiredOption('--model <folder>', 'model folder')
      .requiredOption('--data <file>', 'CSV or Parquet with the inputs of the model')
      .requiredOption('--out <file>', '.csv, .parquet or .xlsx to write')
      .option('--key <column>', "column that names the person (default: the model's)")
      .option('--list-by <columns...>', "columns that make a list (default: the model's)")
      .option(
        '--reasons <n>',
        'at most so many reasons for each person (default: 3, in the language of --lang)',
        wholeOrNone,
      )
      .option('--places <n|share>', 'places on each list: a number, or a share of its people', placesOf)
      .option(
        '--random-share [share]',
        "part of the places for people drawn at random (default: the study's)",
        shareNumber,
      )
      .option('--sealed <file>', 'who was drawn, for the evaluator only; the output then does not tell')
      .option('--open', 'the output tells who was drawn', false)
      .option('--seed <text>', 'seed of the draw (default: a new one that nobody knows)'),
  )
    .option('--report <file>', 'rules, columns and counts of what broke the contract, as JSON; also when refused')
    .option('--no-guard', 'write texts that a spreadsheet would run as a formula as they are')
    .option(
      '--max-failing-share <share>',
      'share of rows that may break the contract and stay without a score (default: 0)',
      shareNumber,
    )
    .option('--fallback <random>', 'when the model may not be used: a random list, named as such', fallbackOf)
    .option(
      '--ignore-registry',
      'score with a model of a registry without asking where it stands, to look at it',
      false,
    )
    .option('--allow-draft', 'score with a draft that a gate refused, to look at it', false)
    .option('--memory <size>', 'memory of the engine (default: 800MB); the rest goes to disk', memorySize)
    .option('--jobs <n>', 'threads (default: all cores)', positiveInteger)
    .action(async (options: ScoreCommandOptions) => {
      const io = context(options)
      let model: Model
      try {
        model = await admit(options, io)
      } catch (error) {
        if (options.fallback === undefined || !isAboutModel(error)) throw error
        return randomList(error, options, io)
      }
      return scoreWith(model, options, io)
    })
