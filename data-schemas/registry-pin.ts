import { z } from 'zod'
import { digest } from './results/common.js'

/**
 * What a user of a registry remembers of it, outside of it: whose registry it is and how far its log had come. A log that is shorter, or that
 * says something else before that place, is refused.
 */
export const registryPin = z.strictObject({
  kind: z.literal('maatwerkscan-registry-pin'),
  formatVersion: z.literal(1),
  registry: z.string(),
  /** Id of the owner's key: SHA-256 of the public key in PEM. */
  owner: digest,
  entries: z.int().min(1),
  /** SHA-256 of the last line. */
  head: digest,
})
export type RegistryPin = z.infer<typeof registryPin>
