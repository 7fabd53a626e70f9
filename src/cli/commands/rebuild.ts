import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import type { Model } from '../../../data-schemas/artifact.js'
import { type RunManifest, runManifest } from '../../../data-schemas/run-manifest.js'
import type { Study } from '../../../data-schemas/study.js'
import { codeDigest } from '../../artifact/code-digest.js'
import { readModel } from '../../artifact/read.js'
import { parseHostile, readBounded } from '../../artifact/safe-json.js'
import { loadStudy } from '../../contract/study.js'
import { studyDigest } from '../../contract/study-digest.js'
import { RefusedError, WorkbenchError } from '../../errors.js'
import type { Context, ContextOf, Exit } from '../context.js'
import { positiveInteger } from '../options.js'
import { type RebuildMeans, type Rebuilt, runRebuild } from '../run-rebuild.js'

interface RebuildCommandOptions {
  readonly data: string
  readonly study?: string
  readonly champion?: string
  readonly jobs?: number
  readonly json: boolean
}

const first = (paths: readonly string[]): string | undefined => paths.find((path) => existsSync(path))

const studyFor = (folder: string, model: Model, named: string | undefined): Study => {
  const path = named ?? first([join(folder, 'study.json'), join(dirname(resolve(folder)), 'study.json')])
  const study = path === undefined ? null : { ...loadStudy(path), seed: model.lineage.seed }
  if (study !== null && studyDigest(study) === model.lineage.study) return study
  const expected = 'the study that the model was made with'
  const advice = 'name the study file that was given to `retrain`, unchanged, with --study'
  const issue = {
    rule: 'other-study',
    expected,
    found: study === null ? 'none' : 'another',
    advice,
    severity: 'refuse',
  } as const
  throw new RefusedError('study-refused', [issue], path ?? folder)
}

/** The manifest of the run, from the frozen folder or the run folder around the model; null where there is none. */
const manifestFor = async (folder: string): Promise<RunManifest | null> => {
  const path = first([join(folder, 'run.json'), join(dirname(resolve(folder)), 'run.json')])
  if (path === undefined) return null
  const read = await readBounded(path, 'run.json')
  const json = read.kind === 'read' ? parseHostile(read.value, 'run.json') : read
  const parsed = runManifest.safeParse(json.kind === 'read' ? json.value : null)
  return parsed.success ? parsed.data : null
}

const championFor = async (
  run: RunManifest | null,
  named: string | undefined,
): Promise<Pick<RebuildMeans, 'champion'>> => {
  const champion = named === undefined ? null : await readModel(named)
  if (run !== null && run.champion !== (champion?.modelId ?? null)) {
    throw new WorkbenchError('other-champion', {
      expected: run.champion === null ? 'no model in use beside it' : `--champion with the model ${run.champion}`,
      found: champion?.modelId ?? 'none',
      exit: 2,
    })
  }
  return champion === null ? {} : { champion }
}

const examined = (run: RunManifest | null): boolean =>
  run === null || Object.keys(run.files).some((name) => name.includes('examination'))

const OTHER_CODE = {
  en: 'NOTE: another version of the program than the one that made this model; the bytes cannot be the same, everything else must be.',
  nl: 'LET OP: een andere versie van het programma dan die dit model maakte; de bytes kunnen niet gelijk zijn, al het andere moet dat wel.',
} as const

const TOLD = {
  identical: { en: 'byte-identical', nl: 'gelijk tot op de byte' },
  'same-but-for-the-code': {
    en: 'the same model, apart from the digest of the program',
    nl: 'hetzelfde model, op de digest van het programma na',
  },
  different: { en: 'NOT the same model', nl: 'NIET hetzelfde model' },
} as const

const text = ({ kind, differences, first: place }: Rebuilt, { language }: Context): string => {
  if (place === null) return TOLD[kind][language]
  const nl = language === 'nl'
  return [
    `${TOLD[kind][language]}: ${differences} ${nl ? 'verschillen' : 'differences'}`,
    `${nl ? 'het eerste' : 'the first'}: ${place.path}`,
    `  ${nl ? 'bevroren' : 'frozen'}   ${place.frozen}`,
    `  ${nl ? 'opnieuw' : 'rebuilt'}   ${place.rebuilt}`,
  ].join('\n')
}

/** `maatwerkscan rebuild`: the same bytes again from the same inputs. */
export const rebuildCommand = (context: ContextOf, exit: Exit): Command =>
  new Command('rebuild')
    .description(
      'Make a frozen model again from its study, seed and data, and say whether it is the same to the last byte, or where it first differs. Exit 2 when it differs.',
    )
    .argument('<model>', 'model folder')
    .requiredOption('--data <path>', 'data file (flat) or folder (panel) that the model was made from')
    .option('--study <file>', 'study file (default: the one in the model folder)')
    .option('--champion <folder>', 'the model in use that the run was compared with, if any')
    .option('--jobs <n>', 'threads (default: all cores); the result does not depend on it', positiveInteger)
    .option('--json', 'as JSON', false)
    .action(async (folder: string, options: RebuildCommandOptions) => {
      const io = context(options)
      const { data, jobs } = options
      const model = await readModel(folder)
      const study = studyFor(folder, model, options.study)
      const run = await manifestFor(folder)
      if (model.lineage.code !== codeDigest()) io.note(OTHER_CODE[io.language])
      const champion = await championFor(run, options.champion)
      const means = { data, examination: examined(run), ...champion, ...(jobs === undefined ? {} : { jobs }) }
      const rebuilt = await runRebuild(model, study, means, io)
      io.stopProgress()
      io.out(options.json ? JSON.stringify(rebuilt, null, 2) : text(rebuilt, io))
      if (rebuilt.kind === 'different') exit(2)
    })
