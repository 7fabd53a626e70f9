import { z } from 'zod'

/** What is trained: a network, a network beside a straight line to the outcome, or the straight line alone. */
export const challengerVariant = z.enum(['network', 'wide-and-deep', 'wide'])
export type ChallengerVariant = z.infer<typeof challengerVariant>

/** How the challenger is trained: `study.examination.challenger`. The seed is the study's own. */
export const challengerExamination = z.strictObject({
  /** Trained in this order; the one with the lowest loss on the validation part is the challenger. */
  variants: z
    .array(challengerVariant)
    .min(1)
    .refine((variants) => new Set(variants).size === variants.length, 'each variant once')
    .default(['network', 'wide-and-deep']),
  /** Units of each hidden layer. */
  hidden: z.array(z.int().min(1).max(512)).min(1).max(4).default([32, 16]),
  /** Passes over the training side, at most. */
  epochs: z.int().min(1).max(1000).default(30),
  /** Passes without a lower validation loss before training stops. */
  patience: z.int().min(1).max(100).default(3),
  /** Patterns in one step. Absent: about 128 steps a pass, of 32 to 2048 patterns. */
  batch: z.int().min(1).max(65_536).optional(),
  /** Step size of Adam (Kingma and Ba 2015). */
  learningRate: z.number().gt(0).lt(1).default(0.002),
  /** Weight of the squared kernels in the loss per row. */
  penalty: z.number().min(0).max(1).default(1e-4),
  /** Train the best variant again on the training side with its validation part, for as many passes as were best. */
  refit: z.boolean().default(true),
  /** `available`: TensorFlow's own library where it is installed, else WebAssembly. */
  backend: z.enum(['available', 'tensorflow', 'wasm']).default('available'),
})
/** Options of the challenger, every default filled in. */
export type ChallengerExamination = z.infer<typeof challengerExamination>
