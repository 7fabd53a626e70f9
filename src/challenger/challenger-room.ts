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
  const network = await refitted(backend, best, { input, options })
  const score = logOdds(backend.tf, network, { blocks, rows: label.length })
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
    refitted: options.examination.refit,
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

/** Trains every variant, in the order of the study; each part of the work is a like share of the progress. */
const trainVariants = async (
  { tf }: Backend,
  { training, validation }: ChallengerInput,
  options: ChallengerOptions,
): Promise<readonly Variant[]> => {
  const { variants, epochs, patience, refit } = options.examination
  const parts = variants.length + (refit ? 1 : 0)
  const found: Variant[] = []
  for (const [index, variant] of variants.entries()) {
    const trained = await trainNetwork(tf, training, {
      ...trainOptions(options, variant, batchOf(training, options)),
      epochs,
      stopping: { held: validation, patience },
      onShare: (share) => options.onProgress?.({ variant, share: (index + share) / parts }),
    })
    const eta = logOdds(tf, trained.network, { blocks: validation.blocks, rows: validation.trials.length })
    found.push({ network: trained.network, training: trainingOf(variant, trained, meanLoss(eta, validation)) })
  }
  return found
}

/** The best variant trained again on all of the training side, for as many passes as were best; as it is when the study says so. */
const refitted = async (
  { tf }: Backend,
  best: Variant,
  found: { readonly input: ChallengerInput; readonly options: ChallengerOptions },
) => {
  const { input, options } = found
  const { variant, epochs } = best.training
  if (!options.examination.refit) return best.network
  const parts = options.examination.variants.length + 1
  const { network } = await trainNetwork(tf, joined(input.training, input.validation), {
    ...trainOptions(options, variant, batchOf(input.training, options)),
    epochs: epochs.best,
    onShare: (share) => options.onProgress?.({ variant, share: (parts - 1 + share) / parts }),
  })
  return network
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
  { network, start, epochs, trainingLoss, heldLosses }: Trained,
  validationLoss: number,
): ChallengerTraining => ({
  variant,
  hidden: [...network.architecture.hidden],
  parameters: parameterCount(network.architecture),
  start,
  epochs,
  trainingLoss,
  validationLoss,
  validationLosses: [...heldLosses],
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
