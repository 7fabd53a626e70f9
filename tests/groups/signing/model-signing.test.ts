import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cli } from '../../support/command-line.js'
import { frozen, KEYS, modelOf, moment, newRegistry } from '../../support/registry.js'

const TOOL = '.venv/signing/bin/model_signing'
const run = promisify(execFile)

/** How the tool ended, and what it said. */
const tool = async (...line: readonly string[]): Promise<{ readonly code: number; readonly said: string }> => {
  try {
    const { stdout, stderr } = await run(TOOL, [...line])
    return { code: 0, said: `${stdout}${stderr}` }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, said: `${stdout}${stderr}` }
  }
}

let scratch: string
let registry: string
let place: string
let folder: string
const at = (name: string): string => join(folder, name)

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'signing-'))
  registry = join(scratch, 'models')
  await newRegistry(registry)
  place = (await frozen(registry, modelOf())).place
  writeFileSync(join(scratch, 'pub.pem'), KEYS.builder.public.pem)
  writeFileSync(join(scratch, 'other.pem'), KEYS.reviewer.public.pem)
  const pem = KEYS.builder.key.export({ type: 'pkcs8', format: 'pem' }).toString()
  writeFileSync(join(scratch, 'key.pem'), pem)
})
let count = 0
beforeEach(() => {
  count += 1
  folder = join(scratch, `copy-${count}`)
  cpSync(place, folder, { recursive: true })
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const theirs = (key = 'pub.pem') =>
  tool('verify', 'key', folder, '--signature', at('model.sig'), '--public_key', join(scratch, key))
const ours = () => cli(['verify', folder, '--public-key', join(scratch, 'pub.pem')], { at: moment('2026-11-22') })

describe.skipIf(!existsSync(TOOL))(`round trip with OpenSSF model-signing (${TOOL})`, () => {
  it('their tool verifies a folder that we froze', async () => {
    expect(await theirs()).toEqual({ code: 0, said: expect.stringContaining('Verification succeeded') })
  })

  it('their tool refuses another key, another file and a changed one, as ours does', async () => {
    expect((await theirs('other.pem')).code).not.toBe(0)
    writeFileSync(at('more.txt'), 'x')
    expect((await theirs()).code).not.toBe(0)
    expect((await ours()).code).toBe(2)
    rmSync(at('more.txt'))
    expect((await theirs()).code).toBe(0)
    writeFileSync(at('card-en.html'), 'changed')
    expect((await theirs()).code).not.toBe(0)
    expect((await ours()).code).toBe(2)
  })

  it('we verify a folder that their tool signed, and refuse it changed', async () => {
    rmSync(at('model.sig'))
    const line = ['--private_key', join(scratch, 'key.pem'), '--signature', at('model.sig')]
    expect(await tool('sign', 'key', folder, ...line)).toMatchObject({ code: 0 })
    const verified = await ours()
    expect([verified.code, verified.err]).toEqual([0, ''])
    expect(JSON.parse(verified.out)).toMatchObject({ kind: 'verified', signature: KEYS.builder.public.id })
    writeFileSync(at('card-en.html'), 'changed')
    expect((await ours()).err).toContain('signature-of-other-files')
  })
})
