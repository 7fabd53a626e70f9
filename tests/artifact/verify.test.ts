import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Model } from '../../data-schemas/artifact.js'
import { freezeModel, modelIdOf } from '../../src/artifact/freeze.js'
import { readModel } from '../../src/artifact/read.js'
import { verifyFiles, verifyModel } from '../../src/artifact/verify.js'
import { modelFiles, writeModel } from '../../src/artifact/write.js'
import { canonicalJson, sha256 } from '../../src/digest.js'
import { random } from '../../src/random.js'
import { nineModel, smallParts } from '../support/model.js'

let scratch: string
let folder: string
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'model-'))
  folder = join(scratch, 'model')
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const put = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content)
const rules = async (): Promise<readonly string[]> =>
  (await verifyModel(folder)).problems.map((problem) => problem.rule)

const bytesOf = (model: Model): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(Object.entries(modelFiles(model)).map(([name, text]) => [name, Buffer.from(text)]))

const manifestFor = (bytes: Uint8Array, modelId: string): string => {
  const file = { name: 'model.json', bytes: bytes.length, sha256: sha256(bytes) }
  return `${canonicalJson({ kind: 'maatwerkscan-manifest', formatVersion: 1, modelId, files: [file] })}\n`
}

/** Writes text as model.json with a manifest that agrees with it: someone who changes a model changes the manifest too. */
const putWithManifest = (content: string | Uint8Array, modelId: string): void => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  put('model.json', bytes)
  put('manifest.json', manifestFor(bytes, modelId))
}

/** A changed model whose id and manifest were made to fit again. */
const putForged = (change: (model: Model) => unknown): void => {
  const changed = change(structuredClone(nineModel())) as Model
  const forged = { ...changed, modelId: modelIdOf(changed) }
  putWithManifest(`${canonicalJson(forged)}\n`, forged.modelId)
}

describe('a model folder that is whole', () => {
  it('verifies, and says what was checked', async () => {
    const model = nineModel()
    writeModel(folder, model)
    const result = await verifyModel(folder)
    expect(result.kind).toBe('verified')
    expect(result.modelId).toBe(model.modelId)
    expect(result.kind === 'verified' && result.checks.goldenVectors).toBe(model.golden.vectors.length)
    expect(await readModel(folder)).toEqual(model)
  })

  it('verifies with each kind of calibration', async () => {
    const kinds = [
      { kind: 'none' },
      { kind: 'intercept', intercept: -0.3 },
      {
        kind: 'isotonic',
        knots: [
          [-4, 0.01],
          [-2, 0.01],
          [0, 0.4],
          [1, 1],
        ],
      },
    ] as const
    for (const [index, kind] of kinds.entries()) {
      const place = join(scratch, `m${index}`)
      writeModel(place, nineModel(structuredClone(kind) as Model['calibration']))
      expect((await verifyModel(place)).problems).toEqual([])
    }
  })
})

describe('one flipped byte', () => {
  it('is refused at every position of a small model.json', () => {
    const model = freezeModel(smallParts())
    const small = { ...model, golden: { ...model.golden, vectors: model.golden.vectors.slice(0, 4), refusals: [] } }
    const honest = { ...small, modelId: modelIdOf(small) }
    const files = bytesOf(honest)
    const bytes = files['model.json'] as Uint8Array
    expect(verifyFiles(files).problems).toEqual([])
    for (let at = 0; at < bytes.length; at += 1) {
      const flipped = Uint8Array.from(bytes)
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8))
      const result = verifyFiles({ ...files, 'model.json': flipped })
      expect(result.kind, `byte ${at}`).toBe('refused')
      expect(
        result.problems.map((problem) => problem.rule),
        `byte ${at}`,
      ).toContain('wrong-digest')
    }
  })

  it('is refused on disk, and by whoever loads the model', async () => {
    writeModel(folder, nineModel())
    const bytes = readFileSync(join(folder, 'model.json'))
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 4
    put('model.json', bytes)
    expect(await rules()).toContain('wrong-digest')
    await expect(readModel(folder)).rejects.toMatchObject({ code: 'model-refused', exit: 2 })
  })

  it('is refused even when the manifest was made to fit', () => {
    const model = freezeModel(smallParts())
    const bytes = bytesOf(model)['model.json'] as Uint8Array
    const stream = random(11, 'flip')
    for (let round = 0; round < 600; round += 1) {
      const flipped = Uint8Array.from(bytes)
      const at = stream.below(bytes.length)
      flipped[at] = (flipped[at] as number) ^ (1 << stream.below(8))
      const files = { 'model.json': flipped, 'manifest.json': Buffer.from(manifestFor(flipped, model.modelId)) }
      expect(verifyFiles(files).kind, `byte ${at}`).toBe('refused')
    }
  })

  it('is refused at every position of manifest.json', () => {
    const files = bytesOf(freezeModel(smallParts()))
    const bytes = files['manifest.json'] as Uint8Array
    for (let at = 0; at < bytes.length; at += 1) {
      const flipped = Uint8Array.from(bytes)
      flipped[at] = (flipped[at] as number) ^ 1
      expect(verifyFiles({ ...files, 'manifest.json': flipped }).kind, `byte ${at}`).toBe('refused')
    }
  })
})

describe('a model that was changed with care, id and manifest made to fit', () => {
  beforeEach(() => writeModel(folder, nineModel()))
  const cases: readonly (readonly [string, (model: Model) => unknown, string])[] = [
    [
      'a coefficient one bit away',
      (m) =>
        (((m.terms[0] as Model['terms'][number]).columns[0] as { coefficient: number }).coefficient *= 1 + 2 ** -50),
      'golden-mismatch',
    ],
    ['an intercept one bit away', (m) => (m.intercept *= 1 + 2 ** -51), 'golden-mismatch'],
    [
      'an edge moved',
      (m) =>
        (m.encoders[1] = {
          ...(m.encoders[1] as Model['encoders'][number]),
          rule: { kind: 'intervals', edges: [6, 13, 18] },
        }),
      'golden-mismatch',
    ],
    [
      'an edge moved by one bit',
      (m) =>
        (m.encoders[3] = {
          ...(m.encoders[3] as Model['encoders'][number]),
          rule: { kind: 'intervals', edges: [0.3, 612.5, 1290.25, 2001] },
        }),
      'golden-mismatch',
    ],
    ['a range widened', (m) => ((m.inputs[1] as Model['inputs'][number]).contract.max = 99), 'golden-refusal-mismatch'],
    ['another calibration', (m) => (m.calibration = { kind: 'none' }), 'golden-mismatch'],
    [
      'a category moved',
      (m) =>
        (m.encoders[8] = {
          ...(m.encoders[8] as Model['encoders'][number]),
          rule: { kind: 'groups', groups: [['=Rotterdam'], ['Utrecht', "'s-Gravenhage"], ['Ter "Aa"', 'Éé, n']] },
        }),
      'golden-mismatch',
    ],
    ['the order of equals changed', (m) => m.golden.ties.order.reverse(), 'golden-ties-mismatch'],
    [
      'edges out of order',
      (m) =>
        (m.encoders[1] = {
          ...(m.encoders[1] as Model['encoders'][number]),
          rule: { kind: 'intervals', edges: [12, 6, 18] },
        }),
      'inconsistent-model',
    ],
    ['a negative slope', (m) => (m.calibration = { kind: 'platt', intercept: 0, slope: -1 }), 'inconsistent-model'],
    [
      'a calibration that falls',
      (m) =>
        (m.calibration = {
          kind: 'isotonic',
          knots: [
            [0, 0.5],
            [1, 0.4],
          ],
        }),
      'inconsistent-model',
    ],
    ['terms in another order', (m) => m.terms.reverse(), 'inconsistent-model'],
    [
      'a level that does not exist',
      (m) => ((m.encoders[3] as Model['encoders'][number]).missingLevel = 40),
      'inconsistent-model',
    ],
    ['points of a level left out', (m) => m.points?.rows.pop(), 'inconsistent-model'],
    ['another format version', (m) => ((m as { formatVersion: number }).formatVersion = 2), 'not-in-schema'],
    ['an unknown key', (m) => ((m as unknown as { extra: number }).extra = 1), 'not-in-schema'],
    ['a count below zero', (m) => (m.evaluation.rows = 0.5), 'not-in-schema'],
  ]
  it.each(cases)('%s is refused', async (_name, change, rule) => {
    putForged((model) => {
      change(model)
      return model
    })
    expect(await rules()).toContain(rule)
  })
})

describe('hostile files', () => {
  beforeEach(() => writeModel(folder, nineModel()))
  const id = 'd'.repeat(64)
  const cases: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['nothing', '', 'not-json'],
    ['half a file', '{"kind":"maat', 'not-json'],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, 'too-deep'],
    ['a __proto__ key', '{"__proto__":{"kind":"x"}}\n', 'forbidden-key'],
    ['a constructor key', '{"a":{"constructor":1}}\n', 'forbidden-key'],
    ['a key twice', '{"a":1,"a":2}\n', 'not-canonical'],
    ['white space', '{"a": 1}\n', 'not-canonical'],
    ['no last newline', '{"a":1}', 'not-canonical'],
    ['a byte-order mark', '\ufeff{"a":1}\n', 'not-json'],
    ['bytes that are not UTF-8', Uint8Array.of(123, 34, 255, 34, 125, 10), 'not-utf8'],
    ['1e999', '{"a":1e999}\n', 'not-canonical'],
    ['a list', '[]\n', 'not-in-schema'],
    ['null', 'null\n', 'not-in-schema'],
  ]
  it.each(cases)('%s in model.json is refused', async (_name, content, rule) => {
    putWithManifest(content, id)
    expect(await rules()).toContain(rule)
  })

  it('a file over 50 MB is refused without being read', async () => {
    putWithManifest(new Uint8Array(50 * 1024 * 1024 + 1), id)
    expect(await rules()).toContain('too-large')
  })

  it('a symbolic link is refused', async () => {
    const target = join(scratch, 'elsewhere.json')
    writeFileSync(target, readFileSync(join(folder, 'model.json')))
    rmSync(join(folder, 'model.json'))
    symlinkSync(target, join(folder, 'model.json'))
    expect(await rules()).toContain('not-a-file')
  })

  it('a manifest that leaves the folder is refused', async () => {
    const file = { name: '../elsewhere.json', bytes: 1, sha256: id }
    put(
      'manifest.json',
      `${canonicalJson({ kind: 'maatwerkscan-manifest', formatVersion: 1, modelId: id, files: [file] })}\n`,
    )
    expect(await rules()).toContain('not-in-schema')
  })

  it('an extra file, a missing manifest, a missing model and no folder are each refused by name', async () => {
    put('notes.txt', 'hello')
    expect(await rules()).toEqual(['extra-file'])
    rmSync(join(folder, 'notes.txt'))
    rmSync(join(folder, 'manifest.json'))
    expect(await rules()).toEqual(['unreadable-file'])
    rmSync(join(folder, 'model.json'))
    expect(await rules()).toEqual(['unreadable-file', 'unreadable-file'])
    rmSync(folder, { recursive: true })
    expect(await rules()).toEqual(['no-model'])
  })

  it('no folder is told in words, with what to do, and not as the code of an error', async () => {
    const told = async (path: string) => (await verifyModel(path)).problems.map(({ found, advice }) => [found, advice])
    const missing = [['no such folder', expect.stringMatching(/RUN\/model.*--draft/)]]
    expect(await told(join(scratch, 'none'))).toEqual(missing)
    put('notes.txt', 'hello')
    expect(await told(join(folder, 'notes.txt', 'model'))).toEqual(missing)
    expect(await told(join(folder, 'notes.txt'))).toEqual([
      ['something that is not a folder', expect.stringContaining('RUN/model')],
    ])
  })

  it('a manifest of another model is refused', async () => {
    const other = modelFiles(nineModel({ kind: 'none' }))
    put('manifest.json', other['manifest.json'] as string)
    expect(await rules()).toEqual(expect.arrayContaining(['wrong-digest', 'other-model']))
  })

  it('loading throws every problem at once, with exit code 2', async () => {
    putForged((model) => {
      model.intercept += 1
      return model
    })
    put('notes.txt', 'hello')
    await expect(readModel(folder)).rejects.toMatchObject({ code: 'model-refused', exit: 2 })
    await expect(readModel(folder)).rejects.toThrow(/extra-file[\s\S]*golden-mismatch/)
  })
})
