import { z } from 'zod'
import { stamp } from './common.js'

/** One gate: what was asked, what was found. */
export const gateResult = z.strictObject({
  name: z.string(),
  kind: z.enum(['built-in', 'bound', 'selected', 'fairness']),
  passed: z.boolean(),
  /** A gate that warns does not refuse the model when it is not passed. */
  severity: z.enum(['refuse', 'warn']),
  /** Null where the number does not exist or may not be shown; such a gate is never passed. */
  value: z.number().nullable(),
  /** One bound as a number; two bounds as a text "min to max". */
  threshold: z.union([z.number(), z.string()]).nullable(),
  reason: z.string(),
})
export type GateResult = z.infer<typeof gateResult>

/** Result of the room `gates`: may this model leave the workbench? */
export const gatesResult = z.strictObject({
  kind: z.literal('gates'),
  ...stamp,
  /** True when no refusing gate is left unpassed. */
  passed: z.boolean(),
  gates: z.array(gateResult),
})
export type GatesResult = z.infer<typeof gatesResult>
