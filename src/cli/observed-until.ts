import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { RefusedError } from '../errors.js'

const manifestSchema = z.looseObject({ observedUntil: z.iso.date().optional() })

const contentOf = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * The last day on which outcomes were observed, from the `manifest.json` that a panel folder may carry.
 * Throws `data-refused` when there is one that cannot be understood: without the day, open windows would count as outcomes that did not come.
 */
export const observedUntil = (data: string): { readonly observedUntil?: string } => {
  const path = join(data, 'manifest.json')
  if (!existsSync(path)) return {}
  const read = manifestSchema.safeParse(contentOf(path))
  if (read.success) return read.data.observedUntil === undefined ? {} : { observedUntil: read.data.observedUntil }
  throw new RefusedError(
    'data-refused',
    [
      {
        rule: 'bad-manifest',
        expected: 'JSON with "observedUntil" as a date written yyyy-mm-dd, or no manifest.json at all',
        found: 'something else',
        advice: 'Correct the manifest, or remove it and set "data.observedUntil" in the study.',
        severity: 'refuse',
      },
    ],
    path,
  )
}
