import type { Block, Design } from '../../src/numeric/design.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'
import { levelsBlock, normal, rowDesign, valuesBlock } from '../numeric/designs.js'

/** Correlated candidates, some with several columns, some without any effect. */
export const hard = (seed: number, options: { rows: number; candidates: number; signal: number }): Design => {
  const source = random(seed, 'hard-design')
  const shared = Array.from({ length: options.rows }, () => normal(source))
  const blocks = Array.from({ length: options.candidates }, (_, j): Block => {
    if (j % 4 === 3)
      return levelsBlock(
        `c${j}`,
        shared.map((x) => Math.min(2, Math.floor(Math.abs(x + normal(source))))),
        3,
      )
    return valuesBlock(
      `c${j}`,
      shared.map((x) => 0.7 * x + normal(source)),
    )
  })
  const outcome = shared.map((x, i) => {
    const own = blocks.reduce(
      (sum, block, j) => sum + (block.kind === 'values' ? ((block.values[i] as number) * (j % 3)) / 3 : 0),
      0,
    )
    return Number(source.uniform() < 1 / (1 + Math.exp(-options.signal * (own - x))))
  })
  return rowDesign(blocks, outcome)
}

/** Every set of the size, fitted; best first. */
export const everySet = (design: Design, size: number): { set: string[]; loglik: number; blocks: Block[] }[] =>
  Array.from({ length: 2 ** design.blocks.length }, (_, mask) => design.blocks.filter((_block, j) => (mask >> j) & 1))
    .filter((blocks) => blocks.length === size)
    .map((blocks) => ({
      set: blocks.map((block) => block.name),
      loglik: fitLogistic({ ...design, blocks }).loglik,
      blocks,
    }))
    .sort((a, b) => b.loglik - a.loglik)
