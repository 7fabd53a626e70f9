import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RefusedError } from '../../src/errors.js'
import { append } from '../../src/registry/append.js'
import { withdrawModel } from '../../src/registry/change-state.js'
import { LOG, pinOf, type Registry, readRegistry, verifyLog } from '../../src/registry/log.js'
import { readPin, writePin } from '../../src/registry/pin-file.js'
import { approved, frozen, KEYS, modelOf, moment, newRegistry } from '../support/registry.js'

let folder: string
let whole: Registry
const now = moment('2026-12-01')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'log-'))
  const model = modelOf()
  await newRegistry(folder)
  const { place, name } = await frozen(folder, model)
  await approved(place, model)
  await withdrawModel(name, { registry: folder, key: KEYS.owner, reason: 'test', now: moment('2026-11-30') })
  whole = await readRegistry(folder, { now })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const refused = (text: string, more: object = {}): boolean => {
  try {
    verifyLog(text, folder, { now, ...more })
    return false
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'registry-refused') return true
    throw error
  }
}

describe('the log', () => {
  it('holds as it was written', () => {
    expect(refused(whole.text)).toBe(false)
    expect(refused(whole.text, { pin: pinOf(whole) })).toBe(false)
  })

  it('does not hold with any one character changed, taken out or put in', () => {
    const place = fc.nat(whole.text.length - 1)
    fc.assert(
      fc.property(place, fc.constantFrom(...'aZ09+/={}",:\n '), fc.constantFrom(0, 1), (at, character, drop) => {
        const text = whole.text.slice(0, at) + character + whole.text.slice(at + drop)
        fc.pre(text !== whole.text)
        expect(refused(text)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('does not hold with its lines in any other order or number, unless cut off, which the pin sees', () => {
    const lines = whole.text.trimEnd().split('\n')
    const pin = pinOf(whole)
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 6 }), (others) => {
        fc.pre(others.join('\n') !== lines.join('\n'))
        const text = others.map((line) => `${line}\n`).join('')
        const cut = others.length > 0 && others.every((line, at) => line === lines[at])
        expect(refused(text)).toBe(!cut)
        expect(refused(text, { pin })).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('is believed about nothing by a pin of another registry', () => {
    const pin = { ...pinOf(whole), owner: 'a'.repeat(64) }
    expect(refused(whole.text, { pin })).toBe(true)
    expect(refused(whole.text, { pin: { ...pinOf(whole), registry: 'other' } })).toBe(true)
  })
})

describe('writing', () => {
  const event = { kind: 'trust', registry: 'test', owner: KEYS.owner.public.pem, keys: [] } as const

  it('waits for nobody: a second writer is told, and a clock that is behind too', async () => {
    const line = () => ({ ...event, keys: [] })
    writeFileSync(join(folder, 'registry.lock'), '')
    await expect(append(folder, line, { key: KEYS.owner, now })).rejects.toMatchObject({ code: 'registry-busy' })
    rmSync(join(folder, 'registry.lock'))
    const early = append(folder, line, { key: KEYS.owner, now: moment('2026-11-30') - 3_600_000 })
    await expect(early).rejects.toMatchObject({ code: 'clock-behind' })
    expect(readFileSync(join(folder, LOG), 'utf8')).toBe(whole.text)
  })

  it('does not go on from a log that does not hold', async () => {
    writeFileSync(join(folder, LOG), whole.text.replace('A', 'B'))
    const line = () => ({ ...event, keys: [] })
    await expect(append(folder, line, { key: KEYS.owner, now })).rejects.toMatchObject({ code: 'registry-refused' })
    writeFileSync(join(folder, LOG), whole.text)
  })
})

describe('what is remembered', () => {
  it('is read as it was written, and refused as anything else', async () => {
    const path = join(folder, 'pin.json')
    writePin(path, pinOf(whole))
    expect(await readPin(path)).toEqual(pinOf(whole))
    for (const text of ['', '{}\n', JSON.stringify(pinOf(whole), null, 2)]) {
      writeFileSync(path, text)
      await expect(readPin(path)).rejects.toMatchObject({ code: 'pin-refused', exit: 2 })
    }
    await expect(readPin(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'pin-refused' })
    expect(() => writePin(join(folder, 'no', 'such'), pinOf(whole))).toThrow(
      expect.objectContaining({ code: 'cannot-write' }),
    )
  })
})
