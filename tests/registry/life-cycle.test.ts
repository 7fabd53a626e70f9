import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { putInUse, recordExport, withdrawModel } from '../../src/registry/change-state.js'
import { dayOf, monthsLater } from '../../src/registry/days.js'
import { LOG, pinOf, readRegistry } from '../../src/registry/log.js'
import { requireStanding, type Standing, standingOf } from '../../src/registry/standing.js'
import { trustKeys } from '../../src/registry/trust-keys.js'
import {
  answersOf,
  approved,
  frozen,
  KEYS,
  modelOf,
  moment,
  newKey,
  newRegistry,
  TRUST,
  trusted,
} from '../support/registry.js'

let registry: string
beforeEach(async () => {
  registry = join(mkdtempSync(join(tmpdir(), 'registry-')), 'models')
  await newRegistry(registry)
})
afterEach(() => rmSync(join(registry, '..'), { recursive: true, force: true }))

const model = modelOf()
const standing = async (place: string, day: string): Promise<Standing> => {
  const pin = pinOf(await readRegistry(registry, { now: moment(day) }))
  return standingOf(place, { registry, pin, now: moment(day) })
}
const exporting = (day: string) => ({ registry, key: KEYS.exporter, now: moment(day) })

describe('the life of a model', () => {
  it('goes from review to approved to in use to withdrawn, each step a signed line', async () => {
    const { place } = await frozen(registry, model)
    expect(basename(place)).toBe(`small-1-${model.modelId.slice(0, 8)}`)
    expect(await standing(place, '2026-11-12')).toMatchObject({ kind: 'review', approvals: 0, needed: 1, until: null })
    const since = '2026-11-23T12:00:00.000Z'
    expect(await approved(place, model)).toMatchObject({ kind: 'approved', approvals: 1, until: '2027-11-23', since })
    expect(await putInUse(place, exporting('2026-11-24'))).toMatchObject({ kind: 'in-use' })
    const sha256 = 'a'.repeat(64)
    await recordExport(place, { ...exporting('2026-11-25'), to: 'sql', sha256 })
    await withdrawModel(basename(place), { ...exporting('2026-12-01'), reason: 'the law changed' })
    expect(await standing(place, '2026-12-02')).toMatchObject({
      kind: 'withdrawn',
      reason: 'the law changed',
      until: null,
    })
    const { entries } = await readRegistry(registry, { now: moment('2026-12-02') })
    expect(entries.map(({ event }) => event.kind)).toEqual(['trust', 'freeze', 'approve', 'use', 'export', 'withdraw'])
    expect(entries.map(({ by }) => by)).toEqual(
      [KEYS.owner, KEYS.builder, KEYS.reviewer, KEYS.exporter, KEYS.exporter, KEYS.exporter].map(
        (key) => key.public.id,
      ),
    )
  })

  it('ends for use on the day after the review date, and goes on after a new approval', async () => {
    const { place } = await frozen(registry, model)
    await approved(place, model, { until: '2026-12-31' })
    await putInUse(place, exporting('2026-11-24'))
    expect((await standing(place, '2026-12-31')).kind).toBe('in-use')
    expect((await standing(place, '2027-01-01')).kind).toBe('expired')
    await expect(putInUse(place, exporting('2027-01-01'))).rejects.toMatchObject({ code: 'not-approved', exit: 3 })
    await approved(place, model, { now: moment('2027-01-02') })
    expect((await standing(place, '2027-01-03')).kind).toBe('in-use')
  })

  it('begins in development where asked, and goes to review without being written again', async () => {
    const { place } = await frozen(registry, model, { state: 'development' })
    const bytes = readFileSync(join(place, 'model.sig'))
    expect((await standing(place, '2026-11-12')).kind).toBe('development')
    await expect(approved(place, model)).rejects.toMatchObject({ code: 'wrong-stage', exit: 3 })
    await frozen(registry, model, { now: moment('2026-11-13') })
    expect((await standing(place, '2026-11-14')).kind).toBe('review')
    expect(readFileSync(join(place, 'model.sig'))).toEqual(bytes)
  })

  it('keeps a draft in development for ever', async () => {
    const draft = modelOf('2', { draft: { refusedGates: [{ name: 'recall', reason: 'too low' }] } })
    await expect(frozen(registry, draft)).rejects.toMatchObject({ code: 'draft-model', exit: 3 })
    const { place } = await frozen(registry, draft, { state: 'development' })
    await expect(frozen(registry, draft, { now: moment('2026-11-13') })).rejects.toMatchObject({ code: 'wrong-stage' })
    const told = await standing(place, '2026-11-14')
    expect(() => requireStanding(told, 'lists')).toThrow(expect.objectContaining({ code: 'draft-model', exit: 3 }))
  })

  it('needs as many reviewers as the study asks, each with a key of their own', async () => {
    const strict = modelOf('3', { governance: { approvals: 2, reviewWithinMonths: 6 } })
    const { place } = await frozen(registry, strict)
    expect(await approved(place, strict)).toMatchObject({ kind: 'review', approvals: 1, needed: 2 })
    expect(await approved(place, strict, { now: moment('2026-11-24') })).toMatchObject({ kind: 'review', approvals: 1 })
    await expect(putInUse(place, exporting('2026-11-24'))).rejects.toMatchObject({ code: 'not-approved' })
    const second = { key: KEYS.second, now: moment('2026-11-25'), until: '2027-01-31' }
    expect(await approved(place, strict, second)).toMatchObject({ kind: 'approved', approvals: 2, until: '2027-01-31' })
    expect((await standing(place, '2027-02-01')).kind).toBe('expired')
  })

  it('lets no approval last longer than the study allows', async () => {
    const { place } = await frozen(registry, model)
    for (const until of ['2027-11-24', '2026-11-22'])
      await expect(approved(place, model, { until })).rejects.toMatchObject({ code: 'wrong-review-date', exit: 3 })
  })

  it('has a code of its own for every standing that is not good enough', async () => {
    const base = await (async () => standing((await frozen(registry, model)).place, '2026-11-12'))()
    const codes = (['unknown', 'development', 'review', 'approved', 'expired', 'withdrawn'] as const).map((kind) => {
      try {
        requireStanding({ ...base, kind }, 'lists')
        return 'let through'
      } catch (error) {
        return (error as { code: string }).code
      }
    })
    expect(codes).toEqual([
      'model-unknown',
      'model-in-development',
      'model-unapproved',
      'model-not-in-use',
      'approval-expired',
      'model-withdrawn',
    ])
    expect(() => requireStanding({ ...base, kind: 'approved' }, 'export')).not.toThrow()
    expect(() => requireStanding({ ...base, kind: 'in-use' }, 'lists')).not.toThrow()
  })
})

describe('answers of a reviewer', () => {
  const claims = (answer: 'questioned' | 'open') =>
    answersOf(model).claims.map((claim, at) => (at === 0 ? { ...claim, answer, remark: 'over which years?' } : claim))

  it.each(['questioned', 'open'] as const)('do not approve while a claim is %s', async (answer) => {
    const { place } = await frozen(registry, model)
    const answers = answersOf(model, undefined, { claims: claims(answer) })
    await expect(approved(place, model, { answers })).rejects.toMatchObject({ code: 'claims-not-accepted', exit: 3 })
    expect(await approved(place, model, { answers, question: true })).toMatchObject({ kind: 'review', approvals: 0 })
    const { entries } = await readRegistry(registry, { now: moment('2026-12-01') })
    expect(entries.at(-1)?.event).toMatchObject({ kind: 'question', claims: [{ id: 'recall', answer }, {}] })
  })

  it.each<readonly [string, object, string]>([
    ['another model', { modelId: 'b'.repeat(64) }, 'answers-of-other-model'],
    ['another dossier', { dossierDigest: 'b'.repeat(64) }, 'answers-of-other-dossier'],
    ['some of the claims', { claims: answersOf(model).claims.slice(1) }, 'claims-left-out'],
    ['a claim twice', { claims: [...answersOf(model).claims, ...answersOf(model).claims] }, 'claims-left-out'],
    ['tomorrow and later', { date: '2027-01-01T00:00:00.000Z' }, 'answers-from-the-future'],
  ])('are refused when they are about %s', async (_, change, rule) => {
    const { place } = await frozen(registry, model)
    const refused = approved(place, model, { answers: answersOf(model, undefined, change) })
    await expect(refused).rejects.toMatchObject({ code: 'answers-refused', exit: 2 })
    await expect(refused).rejects.toThrow(rule)
  })
})

describe('keys and roles', () => {
  it('keeps builder, reviewer and exporter apart', async () => {
    const { place } = await frozen(registry, model)
    for (const key of [KEYS.builder, KEYS.exporter, KEYS.owner])
      await expect(approved(place, model, { key })).rejects.toMatchObject({ exit: 3 })
    await approved(place, model)
    const now = moment('2026-11-24')
    await expect(putInUse(place, { registry, key: KEYS.reviewer, now })).rejects.toMatchObject({ code: 'wrong-role' })
    await expect(frozen(registry, modelOf('9'), { key: KEYS.reviewer, now })).rejects.toMatchObject({
      code: 'wrong-role',
    })
  })

  it('gives no key and no holder a second role, also not later', async () => {
    const trust = (keys: typeof TRUST) =>
      trustKeys(registry, { key: KEYS.owner, registry: 'test', keys, now: moment('2026-11-02') })
    const codes = [
      [...TRUST, trusted('reviewer', KEYS.builder)],
      [trusted('reviewer', KEYS.builder)],
      [...TRUST, trusted('exporter', KEYS.owner)],
    ]
    for (const keys of codes) await expect(trust(keys)).rejects.toMatchObject({ code: 'key-in-two-roles', exit: 3 })
    const holder = TRUST[0]?.holder.toUpperCase() ?? ''
    const both = [...TRUST, trusted('reviewer', newKey(), { holder })]
    await expect(trust(both)).rejects.toMatchObject({ code: 'holder-in-two-roles' })
  })

  it('trusts nothing of a key that was taken away, also not what it signed before', async () => {
    const { place } = await frozen(registry, model)
    await approved(place, model)
    await putInUse(place, exporting('2026-11-24'))
    const without = (role: string) => TRUST.filter((one) => one.role !== role)
    const trust = (role: string, day: string) =>
      trustKeys(registry, { key: KEYS.owner, registry: 'test', keys: without(role), now: moment(day) })
    await trust('exporter', '2026-11-25')
    expect((await standing(place, '2026-11-26')).kind).toBe('approved')
    await trust('reviewer', '2026-11-27')
    expect((await standing(place, '2026-11-28')).kind).toBe('expired')
    await trust('builder', '2026-11-29')
    await expect(standing(place, '2026-11-30')).rejects.toThrow('builder-not-trusted')
  })

  it('lets a key sign on its own days only', async () => {
    const late = [trusted('builder', KEYS.builder, { until: '2026-11-05' }), ...TRUST.slice(1)]
    await trustKeys(registry, { key: KEYS.owner, registry: 'test', keys: late, now: moment('2026-11-02') })
    await expect(frozen(registry, model)).rejects.toMatchObject({ code: 'key-expired', exit: 3 })
  })

  it('takes trust from the owner alone', async () => {
    const more = { key: KEYS.builder, registry: 'test', keys: TRUST, now: moment('2026-11-02') }
    await expect(trustKeys(registry, more)).rejects.toMatchObject({ code: 'not-the-owner', exit: 3 })
  })
})

describe('what was frozen', () => {
  it('is never overwritten: the same again, and the same model with another dossier, are refused', async () => {
    const { place } = await frozen(registry, model)
    const bytes = readFileSync(join(place, 'manifest.json'))
    const again = { now: moment('2026-11-11') }
    await expect(frozen(registry, model, again)).rejects.toMatchObject({ code: 'model-exists', exit: 3 })
    const files = { 'card-en.html': 'other' }
    const other = frozen(registry, model, { ...again, files, state: 'development' })
    await expect(other).rejects.toMatchObject({ code: 'model-exists', exit: 3 })
    expect(readFileSync(join(place, 'manifest.json'))).toEqual(bytes)
  })

  it('is taken up when an earlier freeze was cut off between the folder and the line', async () => {
    const log = readFileSync(join(registry, LOG))
    const { place } = await frozen(registry, model)
    writeFileSync(join(registry, LOG), log)
    expect((await standing(place, '2026-11-12')).kind).toBe('unknown')
    await frozen(registry, model, { now: moment('2026-11-13') })
    expect((await standing(place, '2026-11-14')).kind).toBe('review')
  })

  it('can be withdrawn when its folder is lost, and nothing undoes that', async () => {
    const { place } = await frozen(registry, model)
    rmSync(place, { recursive: true })
    const more = { registry, reason: 'lost', now: moment('2026-11-20') }
    await withdrawModel(basename(place), { ...more, key: KEYS.owner })
    await expect(withdrawModel(basename(place), { ...more, key: KEYS.builder })).rejects.toMatchObject({
      code: 'model-withdrawn',
    })
    await expect(withdrawModel('nothing', { ...more, key: KEYS.owner })).rejects.toMatchObject({
      code: 'model-unknown',
    })
  })
})

describe('days', () => {
  it('count months by the calendar, and stop at the end of a short one', () => {
    expect(monthsLater('2026-11-22', 12)).toBe('2027-11-22')
    expect(monthsLater('2026-08-31', 6)).toBe('2027-02-28')
    expect(monthsLater('2027-12-31', 2)).toBe('2028-02-29')
    expect(dayOf(moment('2026-02-01'))).toBe('2026-02-01')
  })
})
