import { z } from 'zod'
import { undefinedValue } from './common.js'

const number = z.number().nullable()

/** A number of one run: estimate and bounds; null where the run does not have it or may not show it. */
const estimate = z.strictObject({ estimate: number, lower: number, upper: number })

/** What changed between two runs, or two frozen models. Each number stands as its own run found it; nothing is computed on rows. */
export const runComparison = z.strictObject({
  kind: z.literal('run-comparison'),
  sides: z.tuple([
    z.strictObject({ from: z.enum(['run', 'model']), name: z.string(), modelId: z.string().nullable() }),
    z.strictObject({ from: z.enum(['run', 'model']), name: z.string(), modelId: z.string().nullable() }),
  ]),
  /** Were they made with the same study, data, code and seed? */
  same: z.strictObject({ study: z.boolean(), data: z.boolean(), code: z.boolean(), seed: z.boolean() }),
  choices: z.strictObject({ kept: z.array(z.string()), added: z.array(z.string()), removed: z.array(z.string()) }),
  /** Every column of either model, the intercept first. A column that a model lacks is null there. */
  coefficients: z.array(z.strictObject({ name: z.string(), before: number, after: number, difference: number })),
  /** Indicators of either model whose bins differ, with the names of the bins. */
  bins: z.array(z.strictObject({ name: z.string(), before: z.array(z.string()), after: z.array(z.string()) })),
  calibration: z.strictObject({ before: z.string(), after: z.string() }),
  numbers: z.array(z.strictObject({ metric: z.string(), k: number, before: estimate, after: estimate })),
  /** On the same people, where the later run compared itself with the earlier model. */
  lists: z.union([
    undefinedValue,
    z.array(
      z.strictObject({
        k: z.number(),
        /** Of the list of the first, the share on that of the second too. */
        kept: number,
        /** Second less first, with its paired interval. */
        recall: estimate,
      }),
    ),
  ]),
  /** Gates of each that did not pass; null for a model that is no draft, which passed them all. */
  gates: z.strictObject({ before: z.array(z.string()), after: z.array(z.string()) }),
})
export type RunComparison = z.infer<typeof runComparison>
