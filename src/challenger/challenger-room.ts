import type { ChallengerVariant } from '../../data-schemas/examination/challenger.js'
import type { Challenged, ChallengerResult, ChallengerTraining } from '../../data-schemas/results/challenger.js'
import type { Bilingual } from '../../data-schemas/study.js'
import { WorkbenchError } from '../errors.js'
import type { Design } from '../numeric/design.js'
import { compensatedSum } from '../numeric/sum.js'
import type { ChallengerInput, ChallengerOptions } from './input.js'
import { joined } from './joined.js'
import { measureChallenger } from './measure.js'
import { logOdds, type Network, parameterCount } from './network.js'
import { type Backend, openTensorFlow } from './tensorflow.js'
import { meanLoss, type Trained, type TrainOptions, trainNetwork } from './train.js'
import { challengerVerdict } from './verdict.js'

/**
 * The price of explainability: small networks on every admissible candidate against the model, on the same people. Variants are
 * compared on the validation part; only the best of them meets the test side. Without anything to learn from the result says why.
 * Same input, seed and backend: the same result.
 * @throws WorkbenchError `no-backend`, `training-diverged`, `cancelled`, `mismatched-candidates`, and those of `compareModels`
 */
export const challengerRoom = async (input: ChallengerInput, options: ChallengerOptions): Promise<ChallengerResult> => {
  refuseCandidates(input)
  const because = nothingToLearn(input)
  if (because !== undefined) return { kind: 'challenger', ...options.stamp, status: 'not-trained', because }
  const backend = await openTensorFlow({
    backend: options.examination.backend,
    ...(options.native === undefined ? {} : { native: options.native }),
  })
  const variants = await trainVariants(backend, input, options)
  const best = variants.reduce((lowest, next) =>
    next.training.validationLoss < lowest.training.validationLoss ? next : lowest,
  )
  const { blocks, label } = input.test
  const score = logOdds(backend.tf, best.network, { blocks, rows: label.length })
  return resultOf(input, options, { backend, variants: variants.map(({ training }) => training), best, score })
}

interface Variant {
  readonly network: Network
  readonly training: ChallengerTraining
}

interface Found {
  readonly backend: Backend
  readonly variants: readonly ChallengerTraining[]
  readonly best: Variant
  readonly score: Float64Array
}

const resultOf = (
  { training, validation, test, model }: ChallengerInput,
  options: ChallengerOptions,
  { backend, variants, best, score }: Found,
): Challenged => {
  const { epochs, patience, learningRate, penalty } = options.examination
  const measured = measureChallenger(score, test, options)
  const names = training.blocks.map(({ name }) => name)
  return {
    kind: 'challenger',
    ...options.stamp,
    status: 'trained',
    backend: { name: backend.name, version: backend.version },
    seed: options.seed,
    options: { epochs, patience, batch: batchOf(training, options), learningRate, penalty },
    candidates: names,
    model: [...model],
    training: sizeOf(training),
    validation: sizeOf(validation),
    variants: [...variants],
    challenger: best.training.variant,
    test: measured,
    verdict: challengerVerdict(measured.recall, {
      variant: best.training.variant,
      candidates: names.length,
      model: model.length,
      beyondSum: best.training.start === 'rate' || best.training.epochs.best > 0,
      confidence: measured.confidence,
    }),
  }
}

const sizeOf = ({ trials }: Design): { rows: number; patterns: number } => ({
  rows: compensatedSum(trials),
  patterns: trials.length,
})

/** Trains every variant, in the order of the study. */
const trainVariants = async (
  { tf }: Backend,
  input: ChallengerInput,
  options: ChallengerOptions,
): Promise<readonly Variant[]> => {
  const { examination } = options
  const found: Variant[] = []
  for (const [index, variant] of examination.variants.entries()) {
    const steps = examination.variants.length * (examination.refit ? 2 : 1)
    const train = (design: Design, epochs: number, rest: { readonly step: number; readonly held?: Design }) =>
      trainNetwork(tf, design, {
        ...trainOptions(options, variant, batchOf(input.training, options)),
        epochs,
        ...(rest.held === undefined ? {} : { stopping: { held: rest.held, patience: examination.patience } }),
        onShare: (share) => options.onProgress?.({ variant, share: (rest.step + share) / steps }),
      })
    const step = index * (steps / examination.variants.length)
    const first = await train(input.training, examination.epochs, { step, held: input.validation })
    const again = examination.refit
      ? await train(joined(input.training, input.validation), first.epochs.best, { step: step + 1 })
      : first
    const { training } = input
    const eta = logOdds(tf, first.network, { blocks: training.blocks, rows: training.trials.length })
    found.push({
      network: again.network,
      training: trainingOf(variant, first, { refitted: examination.refit, trainingLoss: meanLoss(eta, training) }),
    })
  }
  return found
}

/** Patterns in one step, when the study leaves it open: about 128 steps a pass. */
const batchOf = ({ trials }: Design, { examination }: ChallengerOptions): number =>
  examination.batch ?? Math.min(2048, Math.max(32, 2 ** Math.round(Math.log2(trials.length / 128))))

const trainOptions = (
  { examination, seed, signal }: ChallengerOptions,
  variant: ChallengerVariant,
  batch: number,
): Omit<TrainOptions, 'epochs'> => ({
  variant,
  seed,
  hidden: examination.hidden,
  batch,
  learningRate: examination.learningRate,
  penalty: examination.penalty,
  ...(signal === undefined ? {} : { signal }),
})

const trainingOf = (
  variant: ChallengerVariant,
  { network, start, epochs, heldLosses }: Trained,
  rest: Pick<ChallengerTraining, 'refitted' | 'trainingLoss'>,
): ChallengerTraining => ({
  variant,
  hidden: [...network.architecture.hidden],
  parameters: parameterCount(network.architecture),
  start,
  epochs,
  validationLoss: heldLosses[epochs.best] as number,
  validationLosses: [...heldLosses],
  ...rest,
})

const refuseCandidates = ({ training, validation, test }: ChallengerInput): void => {
  const [first, ...others] = [training, validation, test].map(({ blocks }) => blocks.map(({ name }) => name).join(', '))
  if (others.every((names) => names === first)) return
  throw new WorkbenchError('mismatched-candidates', {
    expected: 'the same candidates in the same order on the training, validation and test side',
    found: others.find((names) => names !== first) ?? '',
    where: 'challenger',
  })
}

/** Why there is nothing to learn from, if so. */
const nothingToLearn = ({ training, validation }: ChallengerInput): Bilingual | undefined => {
  if (training.blocks.length === 0)
    return { en: 'No candidate may be used.', nl: 'Er is geen kandidaat die gebruikt mag worden.' }
  const oneClass = [training, validation].some(({ trials, events }) => {
    const rows = compensatedSum(trials)
    const found = compensatedSum(events)
    return found === 0 || found === rows
  })
  return oneClass
    ? {
        en: 'The training side or its validation part does not hold both people with the outcome and people without.',
        nl: 'De trainkant of het validatiedeel ervan bevat niet zowel mensen met de uitkomst als mensen zonder.',
      }
    : undefined
}
