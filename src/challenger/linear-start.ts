import { WorkbenchError } from '../errors.js'
import type { Block, Design } from '../numeric/design.js'
import { fitLogistic } from '../numeric/logistic.js'
import type { Inputs } from './inputs.js'

/** Where the linear part of a network begins. */
export interface LinearStart {
  /** One number per input. */
  readonly kernel: Float32Array
  readonly bias: number
}

/**
 * The logistic regression on all candidates as weights of the inputs: the network then learns only what a sum of indicators cannot say, and
 * training that finds nothing ends where it began. Undefined where that regression does not exist (separation, candidates that repeat
 * each other).
 */
export const linearStart = (design: Design, inputs: Inputs): LinearStart | undefined => {
  const estimates = estimatesOf(design)
  if (estimates === undefined) return undefined
  const kernel = new Float32Array(inputs.width)
  let bias = estimates[0] as number
  let at = 1
  for (const [index, block] of design.blocks.entries()) {
    const own = estimates.subarray(at, at + block.columns.length)
    at += block.columns.length
    const input = inputs.of[index]
    if (input === undefined) continue
    if (input.kind === 'number') {
      kernel[input.first] = (own[0] as number) * input.deviation
      bias += (own[0] as number) * input.mean
    } else {
      for (const [level, place] of input.input.entries())
        if (place >= 0) kernel[input.first + place] = levelScore(block, level, own)
    }
  }
  return [...kernel, bias].every(Number.isFinite) ? { kernel, bias } : undefined
}

const levelScore = (block: Block, level: number, own: Float64Array): number =>
  block.kind === 'values'
    ? 0
    : own.reduce((sum, estimate, column) => sum + estimate * (block.table[level * own.length + column] as number), 0)

const estimatesOf = (design: Design): Float64Array | undefined => {
  try {
    return fitLogistic(design).estimates
  } catch (error) {
    if (error instanceof WorkbenchError) return undefined
    throw error
  }
}
