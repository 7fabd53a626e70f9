import type { Model } from '../../data-schemas/artifact.js'
import { canonicalJson } from '../digest.js'

/** The first place, in the order of the canonical text, where two models differ. */
export interface ModelDifference {
  /** Path inside `model.json`, for example `terms.2.columns.0.coefficient`. */
  readonly path: string
  /** What stands there, as JSON; `nothing` where that model ends before. */
  readonly frozen: string
  readonly rebuilt: string
}

type Pair = readonly [frozen: unknown, rebuilt: unknown]

const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  const text = canonicalJson(value)
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}

const isBranch = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const keysOf = ([a, b]: readonly [object, object]): readonly string[] => {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Array.isArray(a) && Array.isArray(b) ? keys : keys.sort()
}

const differences = ([a, b]: Pair, path: string): readonly ModelDifference[] => {
  if (!isBranch(a) || !isBranch(b) || Array.isArray(a) !== Array.isArray(b))
    return shown(a) === shown(b) && Object.is(a, b) ? [] : [{ path, frozen: shown(a), rebuilt: shown(b) }]
  return keysOf([a, b]).flatMap((key) => differences([a[key], b[key]], path === '' ? key : `${path}.${key}`))
}

/** Everything in which two models differ; empty for the same bytes. */
export const modelDifferences = (frozen: Model, rebuilt: Model): readonly ModelDifference[] =>
  differences([frozen, rebuilt], '')
