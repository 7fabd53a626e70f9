import type { Scalar, Variable } from '@tensorflow/tfjs-core'
import type { ChallengerExamination, ChallengerVariant } from '../../data-schemas/examination/challenger.js'
import { WorkbenchError } from '../errors.js'
import type { Design } from '../numeric/design.js'
import { fastUniform } from '../numeric/fast-uniform.js'
import { log1pExp } from '../numeric/link.js'
import { compensatedSum } from '../numeric/sum.js'
import { fillInputs, type Inputs, inputsOf } from './inputs.js'
import { linearStart } from './linear-start.js'
import { type Architecture, forward, initialWeights, logOdds, logOddsWith, type Network, partsOf } from './network.js'
import { settlingShift } from './settle.js'
import type { TensorFlow } from './tensorflow.js'

/** What training is told beside the patterns. */
export interface TrainOptions
  extends Omit<ChallengerExamination, 'variants' | 'backend' | 'refit' | 'patience' | 'batch'> {
  /** Patterns in one step. */
  readonly batch: number
  readonly variant: ChallengerVariant
  readonly seed: number
  readonly signal?: AbortSignal
  /** Receives the share of the passes that is done. */
  readonly onShare?: (share: number) => void
}

/** When training stops before its last pass: no lower loss on other people for `patience` passes. */
export interface Stopping {
  readonly held: Design
  readonly patience: number
}

/** A trained network with its course. Losses are mean −ln of the probability given to what happened, per row. */
export interface Trained {
  /** With its output bias set so that the probabilities of the training rows add up to those with the outcome. */
  readonly network: Network
  /** Of that network on what it was trained on. */
  readonly trainingLoss: number
  /** Passes made, and the pass whose weights are kept; 0 when no pass made the start better. */
  readonly epochs: { readonly run: number; readonly best: number }
  /** What the output began at: the logistic regression on all candidates, or the rate of the outcome. */
  readonly start: 'logistic' | 'rate'
  /** Loss on the held part before the first pass and after each, before the bias is set; empty without a held part. */
  readonly heldLosses: readonly number[]
}

/** Mean log loss per row of log-odds on patterns; in float64, in the order of the patterns. */
export const meanLoss = (eta: Float64Array, { trials, events }: Pick<Design, 'trials' | 'events'>): number => {
  const losses = eta.map((x, i) => (trials[i] as number) * log1pExp(x) - (events[i] as number) * x)
  return compensatedSum(losses) / compensatedSum(trials)
}

/**
 * Trains on patterns with counts: the binomial log-likelihood of all rows, without weights by class, so that probabilities stay
 * probabilities. Adam on shuffled batches of patterns; the shuffle, the start and with them every number follow from the seed.
 * Can be stopped between batches. All tensors are freed, also after a failure.
 * @throws WorkbenchError `cancelled`, `one-class`, `training-diverged`
 */
export const trainNetwork = async (
  tf: TensorFlow,
  design: Design,
  options: TrainOptions & { readonly stopping?: Stopping },
): Promise<Trained> => {
  const inputs = inputsOf(design)
  const { variant } = options
  const architecture: Architecture = {
    variant,
    inputs: inputs.width,
    hidden: variant === 'wide' ? [] : options.hidden,
  }
  const parts = partsOf(architecture)
  const linear = variant === 'network' ? undefined : linearStart(design, inputs)
  const start = initialWeights(architecture, {
    candidates: design.blocks.length,
    rate: rateOf(design),
    seed: options.seed,
    ...(linear === undefined ? {} : { linear }),
  })
  const variables = start.map((values, i) =>
    tf.tidy(() => tf.variable(tf.tensor2d(values, [...(parts[i]?.shape ?? [1, 1])]))),
  )
  const optimizer = tf.train.adam(options.learningRate)
  const kernels = variables.filter((_, i) => parts[i]?.kind === 'kernel')
  const work: Work = { tf, design, inputs, architecture, variables, kernels, optimizer, options }
  try {
    const trained = await passes(work, options.stopping)
    return { ...trained, ...settled(work, trained.network), start: linear === undefined ? 'rate' : 'logistic' }
  } finally {
    optimizer.dispose()
    tf.dispose(variables)
  }
}

interface Work {
  readonly tf: TensorFlow
  readonly design: Design
  readonly inputs: Inputs
  readonly architecture: Architecture
  readonly variables: readonly Variable[]
  readonly kernels: readonly Variable[]
  readonly optimizer: ReturnType<TensorFlow['train']['adam']>
  readonly options: TrainOptions
}

const rateOf = ({ trials, events }: Design): number => {
  const rate = compensatedSum(events) / compensatedSum(trials)
  if (rate > 0 && rate < 1) return rate
  throw new WorkbenchError('one-class', {
    expected: 'rows with the outcome and rows without',
    found: trials.length === 0 ? 'no row' : 'one of the two only',
    where: 'training of the challenger',
  })
}

const passes = async (work: Work, stopping: Stopping | undefined): Promise<Omit<Trained, 'start' | 'trainingLoss'>> => {
  const { options } = work
  const heldLosses = stopping === undefined ? [] : [heldLoss(work, stopping.held)]
  let best = { pass: 0, loss: heldLosses[0] ?? 0, weights: weightsOf(work) }
  let pass = 0
  while (pass < options.epochs && pass - best.pass < (stopping?.patience ?? options.epochs)) {
    await onePass(work, pass)
    pass += 1
    const loss = stopping === undefined ? 0 : heldLoss(work, stopping.held)
    if (stopping !== undefined) heldLosses.push(loss)
    if (stopping === undefined || loss < best.loss) best = { pass, loss, weights: weightsOf(work) }
    options.onShare?.(pass / options.epochs)
  }
  const network: Network = { architecture: work.architecture, inputs: work.inputs, weights: best.weights }
  return { network, epochs: { run: pass, best: best.pass }, heldLosses }
}

/** The network with the output bias that its other weights ask for. */
const settled = ({ tf, design }: Work, network: Network): Pick<Trained, 'network' | 'trainingLoss'> => {
  const eta = logOdds(tf, network, { blocks: design.blocks, rows: design.trials.length })
  const shift = settlingShift(eta, design)
  const weights = network.weights.map((values, i) =>
    i === network.weights.length - 1 ? values.map((bias) => bias + shift) : values,
  )
  return {
    network: { ...network, weights },
    trainingLoss: meanLoss(
      eta.map((x) => x + shift),
      design,
    ),
  }
}

/** Copies of the weights; a weight that is no number ends the training. */
const weightsOf = ({ variables }: Work): readonly Float32Array[] => {
  const weights = variables.map((variable) => Float32Array.from(variable.dataSync()))
  if (weights.some((values) => !values.every(Number.isFinite))) throw diverged()
  return weights
}

const diverged = (): WorkbenchError =>
  new WorkbenchError('training-diverged', {
    expected: 'weights and a loss that are numbers',
    found: 'infinite or undefined ones',
    where: 'training of the challenger',
    advice: 'lower the learning rate in the study (examination.challenger.learningRate)',
  })

const heldLoss = ({ tf, inputs, architecture: { variant }, variables }: Work, held: Design): number => {
  const eta = logOddsWith(
    tf,
    { variant, inputs, tensors: variables },
    { blocks: held.blocks, rows: held.trials.length },
  )
  const loss = meanLoss(eta, held)
  if (!Number.isFinite(loss)) throw diverged()
  return loss
}

const onePass = async (work: Work, pass: number): Promise<void> => {
  const { design, inputs, options } = work
  const order = shuffled(design.trials.length, fastUniform(options.seed, 'challenger', options.variant, 'order', pass))
  const batches = Math.ceil(order.length / options.batch)
  // A batch weighs as its rows do: dividing by what an average batch holds keeps the sum of the steps the whole gradient.
  const scale = batches / compensatedSum(design.trials)
  const out = new Float32Array(Math.min(options.batch, order.length) * inputs.width)
  for (let batch = 0; batch < batches; batch += 1) {
    if (options.signal?.aborted === true) throw cancelled()
    oneStep(work, order.subarray(batch * options.batch, (batch + 1) * options.batch), { out, scale })
    await nextTurn()
  }
}

const cancelled = (): WorkbenchError =>
  new WorkbenchError('cancelled', {
    expected: 'training to its end',
    found: 'a request to stop',
    where: 'training of the challenger',
  })

/** Lets others in the process have their turn, so that a request to stop is heard. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Fisher and Yates. */
const shuffled = (length: number, uniform: () => number): Int32Array => {
  const order = Int32Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i -= 1) {
    const j = Math.floor(uniform() * (i + 1))
    const held = order[i] as number
    order[i] = order[j] as number
    order[j] = held
  }
  return order
}

const oneStep = (
  { tf, design, inputs, architecture, variables, kernels, optimizer, options }: Work,
  rows: Int32Array,
  { out, scale }: { readonly out: Float32Array; readonly scale: number },
): void => {
  fillInputs(inputs, design.blocks, { rows, out })
  const column = (of: Float64Array): Float32Array => Float32Array.from(rows, (row) => scale * (of[row] as number))
  tf.tidy(() => {
    const x = tf.tensor2d(out.slice(0, rows.length * inputs.width), [rows.length, inputs.width])
    const trials = tf.tensor2d(column(design.trials), [rows.length, 1])
    const events = tf.tensor2d(column(design.events), [rows.length, 1])
    const { grads } = tf.variableGrads(() => {
      const z = forward(tf, architecture.variant, variables, x)
      const loss = tf.sum<Scalar>(tf.sub(tf.mul(trials, tf.softplus(z)), tf.mul(events, z)))
      return penalised(tf, loss, kernels, options.penalty)
    }, [...variables])
    optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })))
  })
}

const penalised = (tf: TensorFlow, loss: Scalar, kernels: readonly Variable[], penalty: number): Scalar =>
  penalty === 0
    ? loss
    : kernels.reduce<Scalar>((sum, kernel) => tf.add(sum, tf.mul(penalty, tf.sum(tf.square(kernel)))), loss)
