import { z } from 'zod'
import { stamp } from './common.js'
import { guard } from './guard.js'

/** One gate: what was asked, what was found. A guard of the examination is a gate too. */
export const gateResult = guard.extend({
  kind: z.enum(['built-in', 'bound', 'selected', 'fairness', 'guard']),
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
