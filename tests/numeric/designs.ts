import { existsSync, readFileSync } from 'node:fs'
import type { Block, Design } from '../../src/numeric/design.js'
import { type Random, random } from '../../src/random.js'

export const DATA = '../shared/data'
export const REFERENCE = '../shared/reference'

export const here = (path: string): boolean => existsSync(path)

/** Parsed JSON of a reference or oracle; the caller names its shape. */
export const readJson = <Shape>(path: string): Shape => JSON.parse(readFileSync(path, 'utf8')) as Shape

/** Columns of a plain delimited file, by name, as text. */
export const readColumns = (path: string, delimiter = ','): ((name: string) => readonly string[]) => {
  const clean = (text: string): string => text.replaceAll('"', '').trim()
  const [head = '', ...lines] = readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .trim()
    .split(/\r?\n/)
  const names = head.split(delimiter).map(clean)
  const cells = lines.map((line) => line.split(delimiter).map(clean))
  return (name) => cells.map((row) => row[names.indexOf(name)] as string)
}

export const valuesBlock = (name: string, values: ArrayLike<number>): Block => ({
  kind: 'values',
  name,
  columns: [name],
  values: Float64Array.from(values),
})

/** One dummy column for each code from 1; code 0 is the reference. */
export const levelsBlock = (name: string, codes: ArrayLike<number>, levels: number): Block => {
  const width = levels - 1
  const table = new Float64Array(levels * width)
  for (let code = 1; code < levels; code += 1) table[code * width + code - 1] = 1
  const columns = Array.from({ length: width }, (_, j) => `${name}=${j + 1}`)
  return { kind: 'coded', name, columns, codes: Uint16Array.from(codes), table }
}

export const rowDesign = (blocks: readonly Block[], outcome: ArrayLike<number>): Design => ({
  blocks,
  trials: new Float64Array(outcome.length).fill(1),
  events: Float64Array.from(outcome),
})

/** A standard normal number by Box and Muller. */
export const normal = (source: Random): number =>
  Math.sqrt(-2 * Math.log(source.uniform())) * Math.cos(2 * Math.PI * source.uniform())

/** A design with linear and coded candidates whose outcome depends on some of them. */
export const simulated = (
  seed: number,
  rows: number,
  options: { linear: number; coded: readonly number[] },
): Design => {
  const source = random(seed, 'simulated')
  const linear = Array.from({ length: options.linear }, () => Array.from({ length: rows }, () => normal(source)))
  const coded = options.coded.map((levels) => Array.from({ length: rows }, () => source.below(levels)))
  const outcome = Array.from({ length: rows }, (_, i) => {
    const eta = linear.reduce((sum, column, j) => sum + (0.6 / (j + 1)) * (column[i] as number), -0.5)
    const more = coded.reduce((sum, column, j) => sum + (column[i] === 1 ? 0.7 / (j + 1) : 0), 0)
    return source.uniform() < 1 / (1 + Math.exp(-eta - more)) ? 1 : 0
  })
  const blocks = [
    ...linear.map((column, j) => valuesBlock(`x${j}`, column)),
    ...coded.map((column, j) => levelsBlock(`level${j}`, column, options.coded[j] as number)),
  ]
  return rowDesign(blocks, outcome)
}

/** Largest relative difference; where the expected number is under `floor`, the absolute difference over `floor`. */
export const worstError = (found: ArrayLike<number>, expected: ArrayLike<number>, floor = 1e-300): number => {
  let worst = found.length === expected.length ? 0 : Infinity
  for (let i = 0; i < expected.length; i += 1) {
    const error = Math.abs((found[i] as number) - (expected[i] as number))
    worst = Math.max(worst, error / Math.max(Math.abs(expected[i] as number), floor))
  }
  return worst
}

/** Code of the WorkbenchError that a call throws; `nothing` when it returns. */
export const codeOf = (call: () => unknown): string => {
  try {
    call()
  } catch (error) {
    return (error as { code?: string }).code ?? `${error}`
  }
  return 'nothing'
}

/** Message of the error that a call throws. */
export const messageOf = (call: () => unknown): string => {
  try {
    call()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing'
}
