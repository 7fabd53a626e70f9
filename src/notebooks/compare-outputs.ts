import { canonicalJson, digestOf } from '../digest.js'
import type { CodeCell, Notebook, Output } from './notebook.js'
import { writtenDigest } from './run-notebook.js'

/**
 * One way in which stored outputs are not what the notebook gives now. `missing`: none are stored. `not-as-written`: they were changed
 * after the runner wrote them, or come from elsewhere. `stale`: the cell gives something else now. `other-source`: the cells are others.
 */
export interface OutputFinding {
  readonly kind: 'missing' | 'not-as-written' | 'stale' | 'other-source'
  /** Cell of the notebook, from 1. */
  readonly cell: number
  readonly stored: string
  readonly found: string
}

/** How near two numbers must be: within either bound. Whole numbers must be equal. */
export interface Tolerances {
  /** Share of the larger of the two. */
  readonly relative: number
  readonly absolute: number
  /** `any`: digests need only be there. For outputs stored by another version of the program, whose models have other ids. */
  readonly digests: 'same' | 'any'
}

/** A millionth of the number, or 1e-12; the same digests. */
export const TOLERANCES: Tolerances = { relative: 1e-6, absolute: 1e-12, digests: 'same' }

// A number stands apart from letters, so that digests and names with digits are compared as they are.
const NUMBER = /(?<![\w.])([-−]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w])/
const TIMING = /(?<![\w.])\d+(?:[.,]\d+)?\s?(?:ms|s|min|seconds|minutes)(?!\w)/g
const DIGEST = /(?<![\w.])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{8,64}(?!\w)/g
const WHOLE = /^[-−]?\d+$/

const near = (a: string, b: string, { relative, absolute }: Tolerances): boolean => {
  if (a === b) return true
  if (WHOLE.test(a) && WHOLE.test(b)) return false
  const [x, y] = [Number(a.replace('−', '-')), Number(b.replace('−', '-'))]
  return Math.abs(x - y) <= Math.max(absolute, relative * Math.max(Math.abs(x), Math.abs(y)))
}

/** The words around a place in the texts, in one line. */
const around = (pieces: readonly string[], place: number, inside: number): string => {
  const at = pieces.slice(0, place).join('').length + inside
  return pieces
    .join('')
    .slice(Math.max(0, at - 40), at + 80)
    .replace(/\s+/g, ' ')
}

/** Characters that two words have in common from their start; 0 for numbers, which are shown whole. */
const common = (x: string, y: string): number => {
  let n = 0
  while (n < x.length && x[n] === y[n]) n++
  return n
}

/** Where two texts differ beyond the tolerances, with a few words around it; null where they say the same. Timings are left out. */
export const textDifference = (
  stored: string,
  found: string,
  tolerances: Tolerances,
): { readonly stored: string; readonly found: string } | null => {
  const compared = (text: string): readonly string[] => {
    const timeless = text.replace(TIMING, '⟨time⟩')
    return (tolerances.digests === 'any' ? timeless.replace(DIGEST, '⟨digest⟩') : timeless).split(NUMBER)
  }
  const [a, b] = [compared(stored), compared(found)]
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]]
    const same = x !== undefined && y !== undefined && (i % 2 === 1 ? near(x, y, tolerances) : x === y)
    if (same) continue
    const inside = i % 2 === 1 ? 0 : common(x ?? '', y ?? '')
    return { stored: around(a, i, inside), found: around(b, i, inside) }
  }
  return null
}

const parts = (outputs: readonly Output[]): readonly (readonly [type: string, text: string])[] =>
  outputs.flatMap((one): readonly (readonly [string, string])[] => {
    if (one.output_type === 'stream') return [[one.name, one.text]]
    if (one.output_type === 'error') return [['error', `${one.ename}: ${one.evalue}`]]
    return Object.entries(one.data).map(([type, value]) => [
      type,
      typeof value === 'string' ? value : canonicalJson(value),
    ])
  })

const differenceOf = (
  stored: CodeCell,
  found: CodeCell,
  tolerances: Tolerances,
): { readonly stored: string; readonly found: string } | null => {
  const [a, b] = [parts(stored.outputs), parts(found.outputs)]
  const types = (all: typeof a): string => (all.length === 0 ? 'no output' : all.map(([type]) => type).join(', '))
  if (types(a) !== types(b)) return { stored: types(a), found: types(b) }
  for (const [i, [, text]] of a.entries()) {
    const difference = textDifference(text, b[i]?.[1] ?? '', tolerances)
    if (difference !== null) return difference
  }
  return null
}

const findingsOf = (
  stored: CodeCell,
  found: CodeCell,
  tolerances: Tolerances,
): readonly Omit<OutputFinding, 'cell'>[] => {
  if (stored.source !== found.source)
    return [{ kind: 'other-source', stored: stored.source.slice(0, 120), found: found.source.slice(0, 120) }]
  const written = writtenDigest(stored)
  const difference = differenceOf(stored, found, tolerances)
  if (stored.outputs.length === 0 && written === undefined)
    return difference === null ? [] : [{ kind: 'missing', ...difference }]
  const own = digestOf(stored.outputs)
  return [
    ...(written === own
      ? []
      : [
          {
            kind: 'not-as-written' as const,
            stored: `outputs with digest ${own.slice(0, 12)}`,
            found: written === undefined ? 'no digest by the runner' : `written with digest ${written.slice(0, 12)}`,
          },
        ]),
    ...(difference === null ? [] : [{ kind: 'stale' as const, ...difference }]),
  ]
}

/**
 * Compares the outputs stored in a notebook with those it gives now, cell by cell: texts must be equal, numbers in them near.
 * @returns what differs; empty when the stored notebook says what its cells say
 */
export const compareOutputs = (
  stored: Notebook,
  found: Notebook,
  tolerances: Tolerances = TOLERANCES,
): readonly OutputFinding[] => {
  if (stored.cells.length !== found.cells.length) {
    const [a, b] = [stored.cells.length, found.cells.length].map((n) => `${n} cells`) as [string, string]
    return [{ kind: 'other-source', cell: Math.min(stored.cells.length, found.cells.length) + 1, stored: a, found: b }]
  }
  return stored.cells.flatMap((cell, place) => {
    const now = found.cells[place]
    if (cell.cell_type !== 'code' || now?.cell_type !== 'code') return []
    return findingsOf(cell, now, tolerances).map((finding) => ({ ...finding, cell: place + 1 }))
  })
}
