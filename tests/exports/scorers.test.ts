import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Model } from '../../data-schemas/artifact.js'
import { pythonTarget } from '../../src/exports/python-target.js'
import { typescriptTarget } from '../../src/exports/typescript-target.js'
import { DAYS_TEXT, RANK_TEXT, SCORER_TEXT, SOFTPLUS_TEXT } from '../../src/exports/typescript-template.js'
import { random } from '../../src/random.js'
import { daysOf } from '../../src/scoring/kernel.js'
import { tieHash } from '../../src/scoring/tie-hash.js'
import { nineModel } from '../support/model.js'
import { exportModels } from './export-models.js'

const plain = (text: string): string => text.replaceAll(/\/\*@([\s\S]*?)@\*\//g, '')
const part = (text: string, from: string, to: string): string => text.slice(text.indexOf(from), text.indexOf(to))

/** Functions of the template, on their own. */
const functions = async () => {
  const arithmetic = part(SCORER_TEXT, 'const scale', '/*LOG1P*/')
  const text = plain(
    `const modelId = 'm'\n${arithmetic}${SOFTPLUS_TEXT}${DAYS_TEXT}${RANK_TEXT}\nexport { exp, log1p, days, sha256 }`,
  )
  return (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)) as {
    readonly exp: (x: number) => number
    readonly log1p: (x: number) => number
    readonly days: (text: string) => number
    readonly sha256: (text: string) => string
    readonly rank: (
      people: readonly { person: string; list: readonly string[]; linearPredictor: number | null }[],
    ) => (number | null)[]
  }
}

const differing = (a: (x: number) => number, b: (x: number) => number, xs: readonly number[]): readonly number[] =>
  xs.filter((x) => !Object.is(a(x), b(x)))

describe('the arithmetic of a generated scorer', () => {
  const stream = random(1, 'exp')
  const many = (scale: number): readonly number[] =>
    Array.from({ length: 50_000 }, () => (stream.uniform() - 0.5) * scale)
  const special = [
    0, -0, 1, -1, 709.782712893384, 709.79, -745.1332191019411, -745.14, -708.4, -744.9, 5e-324, 1e-9, -1e-9,
    0.34657359, 0.3465735912322998, 1.03972, 1.0397205352783203,
  ]

  it('has the exp of V8, to the last bit', async () => {
    const { exp } = await functions()
    expect(differing(exp, Math.exp, [...special, ...many(4), ...many(60), ...many(1490)])).toEqual([])
  })

  it('has the log1p of V8, to the last bit', async () => {
    const { log1p } = await functions()
    const xs = [...special, ...many(2), ...many(80), ...many(1400)].map((x) => Math.exp(x)).filter(Number.isFinite)
    const edges = [
      0.4142136573791504,
      0.41421356,
      0.9999999999999999,
      1,
      3,
      2 ** 53,
      2 ** 53 - 1,
      1e300,
      1e-17,
      1e-9,
      1.9999971,
      2.999997,
    ]
    expect(differing(log1p, Math.log1p, [...xs, ...edges])).toEqual([])
  })

  it('counts days as the kernel does, from the year 0 to 9999, and knows what is no day', async () => {
    const { days } = await functions()
    const texts = Array.from(
      { length: 5000 },
      () =>
        `${String(stream.below(10_000)).padStart(4, '0')}-${String(stream.below(14)).padStart(2, '0')}-${String(stream.below(33)).padStart(2, '0')}`,
    )
    for (const text of [
      ...texts,
      '2000-02-29',
      '1900-02-29',
      '0000-01-01',
      '9999-12-31',
      '2020-1-1',
      '',
      '2020-01-01\n',
      '٢٠٢٠-01-01',
    ])
      expect([text, days(text)]).toEqual([text, daysOf(text)])
  })

  it('has SHA-256, also around the ends of its blocks and beyond ASCII', async () => {
    const { rank, sha256 } = await functions()
    const lengths = [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 300]
    const texts = [...lengths.map((length) => 'a'.repeat(length)), 'é🜲', 'p|q']
    // tieHash joins with "|"; an empty list leaves the person.
    for (const text of texts) expect(sha256(`m|${text}`)).toBe(tieHash('m', text))
    const people = [...'edcba'].map((person) => ({ person, list: [], linearPredictor: person === 'c' ? null : 1 }))
    const order = [...'edba'].sort((a, b) => (tieHash('m', a) < tieHash('m', b) ? -1 : 1))
    expect(rank(people)).toEqual(people.map(({ person }) => (person === 'c' ? null : order.indexOf(person) + 1)))
  })
})

describe('a generated scorer', () => {
  const textOf = (model: Model, name: string): string =>
    Buffer.from((name.endsWith('py') ? pythonTarget : typescriptTarget).write(model, {}).get(name) ?? '').toString(
      'utf8',
    )

  it('is at most 10 kB without the data of the model', () => {
    for (const [, model] of exportModels()) {
      const text = textOf(model, 'scorer.js')
      const data = /^const MODEL = .*$/m.exec(text)?.[0] ?? ''
      expect(data.length).toBeGreaterThan(500)
      expect(text.length - data.length).toBeLessThan(7000)
    }
    expect(textOf(nineModel(), 'scorer.js').length).toBeLessThan(10_000)
  })

  it('depends on nothing', () => {
    const model = nineModel()
    for (const name of ['scorer.js', 'rank.js', 'scorer.ts', 'rank.ts'])
      expect(textOf(model, name)).not.toMatch(/import|require/)
    expect(textOf(model, 'scorer.py').match(/^import .*$/gm)).toEqual(
      ['bisect', 'hashlib', 'json', 'math', 'numbers', 're', 'sys'].map((name) => `import ${name}`),
    )
  })

  it('holds hostile names as data: plain ASCII, nothing that ends a script, a line or a text', () => {
    const [, model] = exportModels().find(([name]) => name === 'hostile names') as readonly [string, Model]
    for (const name of ['scorer.js', 'scorer.py']) {
      const data = /^(?:const MODEL|_TEXT) = .*$/m.exec(textOf(model, name))?.[0] ?? ''
      expect(data).toMatch(/^[\x20-\x7e]+$/)
      expect(data).not.toContain('<')
    }
    expect(
      textOf(model, 'scorer.js')
        .split('\n')
        .filter((line) => line.startsWith('const MODEL')),
    ).toHaveLength(1)
  })

  it('keeps what a model is called on lines of comment', () => {
    const nine = nineModel()
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (nl) => {
        const model = { ...nine, purpose: { nl, en: `${nl}\nimport os` } }
        for (const name of ['scorer.js', 'scorer.py'])
          expect(
            textOf(model, name)
              .split(/[\n\r\u2028\u2029\u0085]/)
              .filter((line) => /^import os/.test(line)),
          ).toEqual([])
      }),
      { numRuns: 15 },
    )
  })
})
