import { existsSync } from 'node:fs'
import type { Design } from '../../src/numeric/design.js'
import { DATA, REFERENCE, readColumns, readJson, rowDesign, valuesBlock } from '../numeric/designs.js'

/** A data set beside the repository with the values that others computed on it. */
export interface Shared {
  readonly data: string
  readonly reference: string
  /** True where one of the two is not there. */
  readonly absent: boolean
}

export const shared = (data: string, reference: string): Shared => {
  const [from, to] = [`${DATA}/${data}`, `${REFERENCE}/${reference}.json`]
  return { data: from, reference: to, absent: !existsSync(from) || !existsSync(to) }
}

/** A column of a file as numbers. */
export const numbersOf = (path: string, delimiter = ','): ((name: string) => readonly number[]) => {
  const column = readColumns(path, delimiter)
  return (name) => column(name).map(Number)
}

/** The part of a reference file that lies at a path of keys. */
export const referenceAt = <Shape>(path: string, ...keys: readonly string[]): Shape =>
  keys.reduce<unknown>((found, key) => (found as Record<string, unknown>)[key], readJson<unknown>(path)) as Shape

/** Rows whose number is no multiple of five (training), or is (test): the split of the references. */
export const foldOf =
  (test: boolean) =>
  <T>(values: ArrayLike<T>): T[] =>
    Array.from(values).filter((_, i) => (i % 5 === 0) === test)

/** A design of plain columns. */
export const plainDesign = (
  names: readonly string[],
  column: (name: string) => readonly number[],
  outcome: readonly number[],
): Design =>
  rowDesign(
    names.map((name) => valuesBlock(name, column(name))),
    outcome,
  )
