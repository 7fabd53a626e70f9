import { Command } from 'commander'
import type { Model } from '../../../data-schemas/artifact.js'
import { parityTable } from '../../../data-schemas/results/parity.js'
import { readModel } from '../../artifact/read.js'
import { parseHostile, readBounded } from '../../artifact/safe-json.js'
import { studyDigest } from '../../contract/study-digest.js'
import { canonicalJson } from '../../digest.js'
import { dossierHtml } from '../../dossier/dossier-html.js'
import { type Issue, RefusedError } from '../../errors.js'
import { cardOf } from '../../explanation/card.js'
import { cardHtml } from '../../explanation/card-html.js'
import { studyOfRun } from '../../notebooks/study-of-run.js'
import { freezeModelInto } from '../../registry/freeze-model.js'
import { type FinishedRun, readRun } from '../../run-folder-reader.js'
import type { Context, ContextOf } from '../context.js'
import { signingKey } from '../signing-key.js'
import { optionalPin } from '../standing.js'

interface FreezeCommandOptions {
  readonly registry: string
  readonly key?: string
  readonly study?: string
  readonly pin?: string
  readonly development: boolean
  readonly parity?: string
}

const refuse = (rule: string, where: string, detail: Omit<Issue, 'rule' | 'severity'>): never => {
  throw new RefusedError('run-refused', [{ rule, ...detail, severity: 'refuse' }], where)
}

const modelOf = async (run: FinishedRun): Promise<Model> => {
  if (run.model === null) {
    const expected = 'a run that kept its model'
    const advice = 'a model that a gate refused is kept with `retrain --draft`, and frozen in development only'
    return refuse('no-model', run.folder, { expected, found: 'a run without one', advice })
  }
  const model = await readModel(run.model)
  if (model.modelId === run.manifest.model) return model
  const advice = 'run `retrain` again into an empty folder'
  return refuse('other-run', run.model, { expected: 'the model that this run made', found: 'another', advice })
}

/** The parity table of the model's exports, as `export --to all` wrote it. */
const parityIn = async (path: string, model: Model): Promise<string> => {
  const read = await readBounded(path, 'parity.json')
  const json = read.kind === 'read' ? parseHostile(read.value, 'parity.json') : read
  const table = parityTable.safeParse(json.kind === 'read' ? json.value : null)
  if (table.success && table.data.modelId === model.modelId) return `${canonicalJson(table.data)}\n`
  const expected = 'the parity.json that `export RUN/model --to all` wrote for this model'
  const other = table.success ? 'that of another' : 'something else'
  const found = json.kind === 'problem' ? json.problem.found : other
  return refuse('other-parity', path, { expected, found, advice: 'export again' })
}

/** What is sealed with the model, all made from the run as it was when it finished. */
const filesOf = async (run: FinishedRun, model: Model, { study: path, parity }: FreezeCommandOptions, io: Context) => {
  const study = studyOfRun(run, path)
  if ('because' in study || studyDigest({ ...study, seed: run.manifest.seed }) !== model.lineage.study) {
    const expected = 'the study that this run was made with'
    const advice = 'name the study file that was given to `retrain`, unchanged, with --study'
    return refuse('other-study', path ?? run.folder, { expected, found: 'none, or another', advice })
  }
  const card = (language: 'nl' | 'en'): string => cardHtml(cardOf(model, language, study.points))
  return {
    'card-nl.html': card('nl'),
    'card-en.html': card('en'),
    'dossier.html': dossierHtml({ run, study, model }, { language: io.language }).html,
    'run.json': `${canonicalJson(run.manifest)}\n`,
    'study.json': `${canonicalJson({ ...study, seed: run.manifest.seed })}\n`,
    ...(parity === undefined ? {} : { 'parity.json': await parityIn(parity, model) }),
  }
}

/** `maatwerkscan freeze`: from a run into the registry, signed. */
export const freezeCommand = (context: ContextOf): Command =>
  new Command('freeze')
    .description(
      'Freeze the model of a run into a registry: model, cards, dossier, study, digests of all of it, and the signature of the builder. Never overwrites.',
    )
    .argument('<run>', 'run folder')
    .requiredOption('--registry <folder>', 'folder of the registry')
    .option('--key <file>', "builder's private key, P-256 in PEM (default: the text in MAATWERKSCAN_KEY)")
    .option('--study <file>', 'study file of the run (default: the one in the package that fits)')
    .option('--pin <file>', 'what is remembered of the registry')
    .option('--parity <file>', 'parity.json of `export RUN/model --to all`, to be sealed with the model')
    .option('--development', 'not for review yet; the only way for a draft', false)
    .action(async (folder: string, options: FreezeCommandOptions) => {
      const io = context(options)
      const key = signingKey(options.key, io)
      const run = readRun(folder)
      const model = await modelOf(run)
      const frozen = await freezeModelInto(model, {
        registry: options.registry,
        key,
        files: await filesOf(run, model, options, io),
        state: options.development ? 'development' : 'review',
        now: io.now(),
        ...(await optionalPin(options.pin)),
      })
      io.stopProgress()
      io.out(`${io.language === 'nl' ? 'bevroren' : 'frozen'}: ${frozen.place}`)
    })
