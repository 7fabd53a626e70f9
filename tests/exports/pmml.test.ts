import { describe, expect, it } from 'vitest'
import type { Model } from '../../data-schemas/artifact.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { averageReference } from '../../src/explanation/reference.js'
import { PMML_FILE, pmmlFiles } from '../../src/exports/pmml.js'
import { pmmlTarget } from '../../src/exports/pmml-target.js'
import { fitsXml, xml, xmlText } from '../../src/exports/pmml-xml.js'
import { buildKernel } from '../../src/scoring/kernel.js'
import { exportModels, HOSTILE_GROUPS, otherMade, typedReferences } from '../support/export-models.js'
import { levelled, nineModel, partsOf } from '../support/model.js'

const textOf = (model: Model): string => new TextDecoder().decode(pmmlFiles(model).get(PMML_FILE))

/** Attributes of every element of a name, with character references read back. */
const elements = (text: string, name: string): readonly Readonly<Record<string, string>>[] =>
  [...text.matchAll(new RegExp(`<${name}((?: [\\w:-]+="[^"]*")*)/?>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key ?? '', unescaped(value ?? '')]),
    ),
  )

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }
const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
    code === undefined ? (NAMED[name] ?? '?') : String.fromCodePoint(Number(code)),
  )

describe('the PMML file', () => {
  it('holds every contribution as partial score, with a reason code and its text in both languages', () => {
    const model = nineModel()
    const text = textOf(model)
    const kernel = buildKernel(model)
    const scores = elements(text, 'Attribute')
    expect(scores.map(({ partialScore }) => Number(partialScore))).toEqual(
      kernel.slots.flatMap(({ contributions }) => [...contributions]),
    )
    expect(scores.map(({ reasonCode }) => reasonCode)).toEqual(
      kernel.slots.flatMap(({ name, contributions }) => [...contributions.keys()].map((level) => `${name}:${level}`)),
    )
    for (const language of ['nl', 'en'])
      expect(elements(text, 'Extension').filter(({ name }) => name === `reason-${language}`)).toHaveLength(
        scores.length,
      )
    expect(Number(elements(text, 'Scorecard')[0]?.['initialScore'])).toBe(model.intercept)
  })

  it('compares contributions with those of the average person', () => {
    const model = nineModel()
    const reference = averageReference(model)
    const baseline = elements(textOf(model), 'Characteristic').map(({ baselineScore }) => Number(baselineScore))
    expect(reference.kind === 'reference' && reference.contributions).toEqual(baseline)
  })

  it('lets a row without a value, or with another than the contract has, go without a score', () => {
    const model = nineModel()
    const fields = elements(textOf(model), 'MiningField')
    expect(fields.map(({ name }) => name)).toEqual(model.inputs.map(({ name }) => name))
    for (const [index, field] of fields.entries()) {
      expect(field['invalidValueTreatment']).toBe('returnInvalid')
      const refuse = model.inputs[index]?.missing === 'refuse'
      expect(field['missingValueTreatment']).toBe(refuse ? 'returnInvalid' : 'asIs')
    }
  })

  it('carries the golden vectors, to be verified by whoever loads it', () => {
    const model = nineModel()
    const text = textOf(model)
    expect(elements(text, 'ModelVerification')[0]).toEqual({
      recordCount: String(model.golden.vectors.length),
      fieldCount: String(model.inputs.length + 2),
    })
    expect(text.match(/<c11>/g)).toHaveLength(model.golden.vectors.length)
  })

  it('can hold every model of the tests, each time in the same bytes', () => {
    for (const { model } of exportModels()) expect(textOf(model)).toBe(textOf(model))
  })

  it('escapes names and categories, and gives them back as they were', () => {
    const category = `<&>"']]>&amp;\t\n\r 🜲`
    const made = levelled('a"<b>&', { type: 'category' }, { kind: 'groups', groups: [[category], ['x']] })
    const text = textOf(freezeModel(partsOf([made])))
    expect(elements(text, 'DataField')[0]?.['name']).toBe('a"<b>&')
    expect(elements(text, 'Value').map(({ value }) => value)).toEqual([category, 'x'])
    const cell = /<from>([^<]*)<\/from>/.exec(text)?.[1] ?? ''
    expect(unescaped(cell)).toBe(category)
    expect(cell).not.toMatch(/[\t\n\r"]/)
  })

  it('refuses what XML or a typed field cannot hold, and says why', () => {
    const town = (category: string): Model =>
      freezeModel(partsOf([levelled('town', { type: 'category' }, { kind: 'groups', groups: [[category], ['b']] })]))
    const coded = freezeModel(
      partsOf([
        levelled(
          'months',
          { type: 'integer', nullable: true, codes: [{ value: 'unknown', state: 'missing' }] },
          { kind: 'intervals', edges: [3] },
          { extra: ['missing'] },
        ),
      ]),
    )
    const named = (name: string): Model =>
      freezeModel(partsOf([levelled(name, { type: 'boolean' }, { kind: 'intervals', edges: [0.5] })]))
    expect(() => pmmlFiles(town('\u0001'))).toThrow(/cannot-export[\s\S]*XML/)
    expect(() => pmmlFiles(coded)).toThrow(/cannot-export[\s\S]*months/)
    for (const name of ['probability', 'linear_predictor', 'reason_1'])
      expect(() => pmmlFiles(named(name))).toThrow(/cannot-export/)
    expect(() => pmmlFiles(town('a'))).not.toThrow()
  })

  it('is not taken for checked where Python has no evaluator', async () => {
    const before = process.env['MAATWERKSCAN_PYTHON']
    process.env['MAATWERKSCAN_PYTHON'] = '/nowhere/python3'
    try {
      const model = freezeModel(partsOf(otherMade()))
      const reference = typedReferences(model, 10).typed
      const [engine] = pmmlTarget.engines
      expect(await engine?.run({ model, files: pmmlFiles(model), reference, options: {} })).toMatchObject({
        kind: 'undefined',
        because: expect.stringContaining('MAATWERKSCAN_PYTHON'),
      })
    } finally {
      if (before === undefined) delete process.env['MAATWERKSCAN_PYTHON']
      else process.env['MAATWERKSCAN_PYTHON'] = before
    }
  })
})

describe('XML', () => {
  it('holds texts of whole Unicode without control characters', () => {
    for (const text of HOSTILE_GROUPS.flat()) expect(fitsXml(text)).toBe(true)
    for (const text of ['\u0000', '\u001F', '\uD800', '\uDFFF', '\uFFFE']) expect(fitsXml(`a${text}b`)).toBe(false)
  })

  it('leaves out what is undefined and closes what is empty', () => {
    const text = xmlText(xml('a', { b: undefined, c: 1 }, [xml('d'), xml('e', {}, '<')]))
    expect(text).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<a c="1">\n <d/>\n <e>&lt;</e>\n</a>\n')
  })
})
