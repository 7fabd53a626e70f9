import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, everything, type Ran, scratch } from '../support/command-line.js'
import { moment, pemPair } from '../support/registry.js'
import { flatRows, flatStudy, writeStudy, writeTable } from '../support/small-flat.js'

const ROLES = ['owner', 'builder', 'reviewer', 'exporter'] as const

let folder: string
let study: string
let data: string
let registry: string
let place: string
const at = (name: string): string => join(folder, name)
const day = (text: string) => ({ at: moment(text) })
const done = async (line: readonly string[], when: string): Promise<Ran> => {
  const ran = await cli(line, day(when))
  expect([ran.err, ran.code]).toEqual(['', 0])
  return ran
}

beforeAll(async () => {
  folder = scratch()
  registry = at('models')
  study = writeStudy(folder, flatStudy())
  data = writeTable(folder, flatRows())
  expect((await cli(['retrain', '--study', study, '--data', data, '--out', at('run')])).code).toBe(0)
  for (const role of ROLES) {
    const { privatePem, publicPem } = pemPair()
    writeFileSync(at(`${role}.pem`), privatePem)
    writeFileSync(at(`${role}.pub.pem`), publicPem)
  }
  const days = { from: '2026-01-01', until: '2029-12-31' }
  const keys = ROLES.slice(1).map((role) => ({ role, holder: `The ${role}`, publicKey: `${role}.pub.pem`, ...days }))
  writeFileSync(at('keys.json'), JSON.stringify({ name: 'example', keys }))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The answers of a reviewer who accepts every claim of the dossier in the folder. */
const answers = (): string => {
  const page = readFileSync(join(place, 'dossier.html'), 'utf8')
  const content = (page.split('<!--content-->')[1] ?? '').split('<!--/content-->')[0] ?? ''
  const ids = [...new Set([...content.matchAll(/data-claim="([^"]+)"/g)].map(([, id]) => id))]
  const path = at('answers.json')
  const meta = (name: string) => new RegExp(`${name}" content="([0-9a-f]+)"`).exec(page)?.[1]
  writeFileSync(
    path,
    JSON.stringify({
      kind: 'review-answers',
      modelId: meta('model-id'),
      dossierDigest: meta('dossier-digest'),
      claims: ids.map((id) => ({ id, answer: 'accepted', remark: '' })),
      reviewer: 'The reviewer',
      date: '2026-11-20T09:00:00.000Z',
    }),
  )
  return path
}

describe('from a run to a model in use, and out of it again, by command line', () => {
  it('keys: the owner says whom to trust, and a user remembers the registry', async () => {
    const trust = ['registry', 'trust', '--registry', registry, '--keys', at('keys.json'), '--key', at('owner.pem')]
    await done(trust, '2026-11-01')
    const pin = ['registry', 'pin', '--registry', registry, '--pin', at('pin.json')]
    const stranger = await cli([...pin, '--public-key', at('builder.pub.pem')], day('2026-11-01'))
    expect([stranger.code, stranger.err]).toEqual([2, expect.stringContaining('other-owner')])
    await done([...pin, '--public-key', at('owner.pub.pem')], '2026-11-01')
  })

  it('freeze: everything that belongs to the model, sealed and signed, and nothing else', async () => {
    const line = ['freeze', at('run'), '--registry', registry, '--study', study]
    const { out } = await done([...line, '--key', at('builder.pem')], '2026-11-10')
    place = out.trim().replace('frozen: ', '')
    expect(basename(place)).toMatch(/^small-flat-1-[0-9a-f]{8}$/)
    expect(everything(place)).toEqual([
      'card-en.html',
      'card-nl.html',
      'dossier.html',
      'manifest.json',
      'model.json',
      'model.sig',
      'run.json',
      'study.json',
    ])
    expect(readFileSync(join(place, 'model.json'))).toEqual(readFileSync(at('run/model/model.json')))
    const signed = ['verify', place, '--public-key', at('builder.pub.pem'), '--pin', at('pin.json')]
    const reviewed = await cli(signed, day('2026-11-11'))
    expect([reviewed.code, reviewed.err]).toEqual([3, expect.stringContaining('model-unapproved')])
    const again = await cli([...line, '--key', at('builder.pem')], day('2026-11-12'))
    expect([again.code, again.err]).toEqual([3, expect.stringContaining('model-exists')])
  })

  it('freeze takes the key from the environment, and names what is wrong with it', async () => {
    const line = ['freeze', at('run'), '--registry', at('elsewhere'), '--study', study]
    const none = await cli(line, day('2026-11-10'))
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('no-key')])
    const text = readFileSync(at('builder.pub.pem'), 'utf8')
    const wrong = await cli(line, { ...day('2026-11-10'), env: { MAATWERKSCAN_KEY: text } })
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('key-is-public')])
    expect(existsSync(at('elsewhere'))).toBe(false)
    const key = readFileSync(at('exporter.pem'), 'utf8')
    const role = ['freeze', at('run'), '--registry', registry, '--study', study]
    const other = await cli(role, { ...day('2026-11-12'), env: { MAATWERKSCAN_KEY: key } })
    expect([other.code, other.err]).toEqual([3, expect.stringContaining('wrong-role')])
  })

  it('rebuild: the same bytes again, from the folder and the data alone', async () => {
    const { out } = await done(['rebuild', place, '--data', data, '--jobs', '1'], '2026-11-13')
    expect(out.trim()).toBe('byte-identical')
  })

  it('rebuild on other data tells the first place where the model differs', async () => {
    const other = scratch()
    const line = ['rebuild', place, '--data', writeTable(other, flatRows(390)), '--jobs', '1', '--json']
    const { code, out } = await cli(line, day('2026-11-13'))
    rmSync(other, { recursive: true, force: true })
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ kind: 'different', sameCode: true, first: { path: expect.any(String) } })
  })

  it('approve, use: in the language of who reads it', async () => {
    const keys = (role: string) => ['--key', at(`${role}.pem`), '--pin', at('pin.json')]
    const approved = await done(
      ['approve', place, '--answers', answers(), ...keys('reviewer'), '--lang', 'nl'],
      '2026-11-20',
    )
    expect(approved.out).toContain('goedgekeurd, niet in gebruik')
    const used = await done(['use', place, ...keys('exporter')], '2026-11-21')
    expect(used.out).toContain('in use, since 2026-11-21')
    const verified = await done(['verify', place, '--pin', at('pin.json')], '2026-11-22')
    expect(JSON.parse(verified.out)).toMatchObject({ standing: { kind: 'in-use', until: '2027-11-20' } })
  })

  it('a copy of the folder elsewhere is the same model; a registry folder has to be named then', async () => {
    cpSync(place, at('copy'), { recursive: true })
    const line = ['verify', at('copy'), '--pin', at('pin.json'), '--registry', registry]
    expect(JSON.parse((await done(line, '2026-11-22')).out)).toMatchObject({ standing: { kind: 'in-use' } })
  })

  it('revoke: refused from then on, and the pin does not forget', async () => {
    const line = ['revoke', place, '--reason', 'benefit law changes', '--key', at('reviewer.pem')]
    await done(line, '2026-12-01')
    const { code, err } = await cli(['verify', place, '--pin', at('pin.json')], day('2026-12-02'))
    expect([code, err]).toEqual([3, expect.stringContaining('benefit law changes')])
    const log = await done(
      ['registry', 'log', '--registry', registry, '--pin', at('pin.json'), '--lang', 'nl'],
      '2026-12-02',
    )
    for (const word of ['trust', 'freeze', 'approve', 'use', 'withdraw', 'The reviewer', 'getekend door'])
      expect(log.out).toContain(word)
    const json = await done(
      ['registry', 'log', '--registry', registry, '--pin', at('pin.json'), '--json'],
      '2026-12-02',
    )
    expect(json.out.trim().split('\n')).toHaveLength(5)
  })

  it('no private key lies anywhere in what was written', () => {
    for (const role of ROLES) {
      const secret = (readFileSync(at(`${role}.pem`), 'utf8').split('\n')[1] as string).slice(40, 64)
      const files = everything(registry).filter((path) => /\.\w+$/.test(path) && !/^small-flat-1-[0-9a-f]+$/.test(path))
      for (const file of files) expect(readFileSync(join(registry, file), 'latin1')).not.toContain(secret)
    }
  })
})
