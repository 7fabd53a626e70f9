import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Model, model as modelSchema } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { codeDigest } from '../../src/artifact/code-digest.js'
import { freezeModel, modelIdOf, modelText } from '../../src/artifact/freeze.js'
import { nextDown, nextUp } from '../../src/artifact/golden-inputs.js'
import { writeModel } from '../../src/artifact/write.js'
import { canonicalJson } from '../../src/digest.js'
import { buildKernel, scoreRow } from '../../src/scoring/kernel.js'
import { tieHash } from '../../src/scoring/tie-hash.js'
import { nineMade, nineModel, partsOf, pointsFor, smallParts, straight } from '../support/model.js'

describe('freezing', () => {
  it('gives the same bytes for the same parts, in whatever order their keys were written', () => {
    const parts = smallParts()
    const turned = Object.fromEntries(Object.entries(parts).reverse()) as typeof parts
    expect(modelText(freezeModel(turned))).toBe(modelText(freezeModel(parts)))
    expect(modelText(nineModel())).toBe(modelText(nineModel()))
  })

  it('is canonical, in the schema, and names itself by its content', () => {
    const model = nineModel()
    const text = modelText(model)
    expect(`${canonicalJson(JSON.parse(text))}\n`).toBe(text)
    expect(modelSchema.parse(JSON.parse(text))).toEqual(model)
    expect(modelIdOf(model)).toBe(model.modelId)
  })

  it('holds no clock time and nothing of this machine', () => {
    vi.useFakeTimers({ now: new Date('2001-02-03T04:05:06Z') })
    const early = modelText(nineModel())
    vi.setSystemTime(new Date('2031-02-03T04:05:06Z'))
    const late = modelText(nineModel())
    vi.useRealTimers()
    expect(late).toBe(early)
    expect(early.includes(process.cwd())).toBe(false)
    expect(early.includes(process.version)).toBe(false)
  })

  it('changes its id with any part, the seed included', () => {
    const parts = smallParts()
    const ids = [
      parts,
      { ...parts, intercept: parts.intercept + 1e-12 },
      { ...parts, lineage: { ...parts.lineage, seed: 8 } },
      { ...parts, studyVersion: '2' },
      { ...parts, synthetic: false },
    ].map((one) => freezeModel(one).modelId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('refuses parts that contradict each other, and parts that are not in the schema', () => {
    const made = nineMade()
    const parts = partsOf(made, { points: pointsFor(made) })
    expect(() => freezeModel({ ...parts, terms: parts.terms.slice(1) })).toThrow(/inconsistent-model/)
    expect(() => freezeModel({ ...parts, calibration: { kind: 'platt', intercept: 0, slope: 0 } })).toThrow(
      /positive slope/,
    )
    expect(() => freezeModel({ ...parts, name: '' })).toThrow(/invalid-model/)
    expect(() => freezeModel({ ...parts, intercept: Number.NaN })).toThrow(/NaN|not-json/)
    const linear = partsOf([straight('x', { type: 'number' })], { points: { base: 1, rows: [] } })
    expect(() => freezeModel(linear)).toThrow(/no card/)
  })
})

describe('golden vectors', () => {
  const model = nineModel()
  const kernel = buildKernel(model)
  const levelsHit = (of: Model): ReadonlyMap<string, ReadonlySet<number>> => {
    const hit = new Map(of.inputs.map((input) => [input.name, new Set<number>()]))
    for (const vector of of.golden.vectors) {
      const row = Object.fromEntries(of.inputs.map((input, index) => [input.name, vector.input[index] ?? null]))
      const scored = scoreRow(buildKernel(of), row)
      if (scored.kind === 'refused') throw new Error(`${vector.about} is refused`)
      for (const [index, level] of scored.levels.entries()) {
        if (level !== null) hit.get(of.inputs[index]?.name ?? '')?.add(level)
      }
    }
    return hit
  }

  it('reach every level of every encoder', () => {
    const hit = levelsHit(model)
    for (const encoder of model.encoders) {
      expect(
        [...(hit.get(encoder.name) ?? [])].sort((a, b) => a - b),
        encoder.name,
      ).toEqual(encoder.levels.map((level) => level.code))
    }
  })

  it('stand at, just under and just over every edge', () => {
    for (const [index, encoder] of model.encoders.entries()) {
      if (encoder.rule.kind !== 'intervals' || encoder.type === 'boolean' || encoder.type === 'date') continue
      const tried = new Set(
        model.golden.vectors
          .filter(({ about }) => about.startsWith(`${encoder.name}: `))
          .map(({ input }) => input[index]),
      )
      for (const edge of encoder.rule.edges) {
        const around = encoder.type === 'number' ? [nextDown(edge), edge, nextUp(edge)] : [edge - 1, edge, edge + 1]
        for (const value of around) expect(tried.has(value), `${encoder.name} ${value}`).toBe(true)
      }
    }
    const days = model.golden.vectors
      .filter(({ about }) => about.startsWith('since: just'))
      .map(({ input }) => input[7])
    expect(days).toEqual(['2019-12-31', '2020-01-02', '2021-01-01', '2021-01-03'])
    const edge = 0.1 + 0.2
    const at = (value: number): Model['golden']['vectors'][number] | undefined =>
      model.golden.vectors.find((vector) => vector.input[3] === value && vector.about.startsWith('amount: '))
    expect(at(nextDown(edge))?.contributions[3]).not.toBe(at(edge)?.contributions[3])
    expect(at(nextUp(edge))?.contributions[3]).toBe(at(edge)?.contributions[3])
  })

  it('hold codes, missing and unseen values, range ends, a few hundred combinations and a list of equals', () => {
    const { vectors, refusals, ties } = model.golden
    const abouts = vectors.map((vector) => vector.about)
    expect(abouts).toEqual(
      expect.arrayContaining([
        'amount: missing',
        'amount: code 9999 (special)',
        'supplement: code -1 (not-applicable)',
        'municipality: unseen category',
        'right: range end 3',
        'right: range end 24',
        'generated 300',
      ]),
    )
    expect(refusals.map(({ about, rule }) => `${about} ${rule}`)).toEqual(
      expect.arrayContaining([
        'right: missing missing',
        'right: under the range out-of-range',
        'right: over the range out-of-range',
        'age: not a whole number not-an-integer',
        'amount: wrong type wrong-type',
      ]),
    )
    expect([...ties.order].sort()).toEqual([...ties.keys].sort())
    expect(ties.order).not.toEqual(ties.keys)
    expect(tieHash('s', 'p', ['a', 'b'])).toBe(tieHash('s|p|a', 'b'))
  })

  it('are what the kernel says, and change with the seed', () => {
    for (const vector of model.golden.vectors) {
      const sum = vector.contributions.reduce((total, part) => total + part, model.intercept)
      expect(Object.is(sum, vector.linearPredictor)).toBe(true)
      expect(vector.probability).toBe(kernel.calibrate(vector.linearPredictor))
    }
    const other = nineModel(undefined, { lineage: { ...model.lineage, seed: 8 } })
    expect(other.golden.vectors.map((vector) => vector.input)).not.toEqual(
      model.golden.vectors.map((vector) => vector.input),
    )
  })

  it('know linear inputs by their ends and their middle', () => {
    const linear = freezeModel(partsOf([straight('x', { type: 'number', min: -5, max: 15 })]))
    const inputs = linear.golden.vectors.map((vector) => vector.input[0])
    expect(inputs).toEqual(expect.arrayContaining([-5, 15, 0, 10, 5]))
    expect(linear.golden.refusals.map((refusal) => refusal.input[0])).toEqual(expect.arrayContaining([-6, 16, null]))
  })

  it('step to the neighbouring double', () => {
    expect(nextUp(1)).toBe(1 + Number.EPSILON)
    expect(nextDown(1)).toBe(1 - Number.EPSILON / 2)
    expect(nextUp(-1)).toBe(-1 + Number.EPSILON / 2)
    expect(nextDown(0)).toBe(-Number.MIN_VALUE)
    expect(nextUp(0)).toBe(Number.MIN_VALUE)
  })
})

describe('writing', () => {
  let scratch: string
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'freeze-'))
  })
  afterEach(() => rmSync(scratch, { recursive: true, force: true }))

  it('leaves a folder with two files and no trace of a temporary one', () => {
    writeModel(join(scratch, 'model'), nineModel())
    expect(readdirSync(scratch)).toEqual(['model'])
    expect(readdirSync(join(scratch, 'model')).sort()).toEqual(['manifest.json', 'model.json'])
  })

  it('keeps the same model, and never overwrites another', () => {
    const folder = join(scratch, 'model')
    writeModel(folder, nineModel())
    const before = readFileSync(join(folder, 'model.json'))
    writeModel(folder, nineModel())
    expect(() => writeModel(folder, freezeModel(smallParts()))).toThrow(/model-exists/)
    expect(readFileSync(join(folder, 'model.json'))).toEqual(before)
  })

  it('leaves nothing when the place cannot be written', () => {
    writeFileSync(join(scratch, 'file'), 'x')
    expect(() => writeModel(join(scratch, 'file', 'model'), nineModel())).toThrow(/cannot-write/)
    expect(readdirSync(scratch)).toEqual(['file'])
  })
})

describe('the digest of the program', () => {
  it('is the same twice, and a SHA-256', () => {
    expect(codeDigest()).toBe(codeDigest())
    expect(codeDigest()).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('other versions of Node', () => {
  const places = (process.env['WORKBENCH_OTHER_NODES'] ?? '')
    .split(':')
    .filter((place) => place !== '' && existsSync(place))
  it.skipIf(places.length === 0)(
    'compute the same logistic bits (set WORKBENCH_OTHER_NODES to paths of node, separated by colons)',
    () => {
      const script =
        'let s="";for(let i=0;i<2000;i++){const x=(i-1000)/37;s+=(x>=0?1/(1+Math.exp(-x)):Math.exp(x)/(1+Math.exp(x)))+","};process.stdout.write(s)'
      const own = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })
      for (const place of places) expect(execFileSync(place, ['-e', script], { encoding: 'utf8' })).toBe(own)
    },
  )
})

describe('a model without special wishes', () => {
  it('has encoders whose states are all told apart', () => {
    const encoder = nineModel().encoders[5] as Encoder
    expect(new Set([encoder.missingLevel, encoder.notApplicableLevel]).size).toBe(2)
  })
})
