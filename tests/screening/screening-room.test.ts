import { describe, expect, it } from 'vitest'
import { type ScreenedCandidate, type ScreeningResult, screeningResult } from '../../data-schemas/results/screening.js'
import type { StudyInput } from '../../data-schemas/study.js'
import { auditCodes } from '../../src/disclosure/audit-codes.js'
import { type ScreeningInputs, screeningRoom } from '../../src/screening/screening-room.js'
import { inventedInputs, inventedStudy, NAMES } from './invented-study.js'

const stamp = { study: 'invented', data: 'b'.repeat(64), synthetic: true }
const inputs = inventedInputs()
const screen = (study = inventedStudy(), from: ScreeningInputs = inputs): ScreeningResult =>
  screeningRoom(study, from, stamp)
const page = (result: ScreeningResult, name: string): ScreenedCandidate =>
  result.candidates.find((one) => one.name === name) as ScreenedCandidate
const rules = (one: ScreenedCandidate): readonly string[] => one.findings.map(({ rule }) => rule)

type Override = NonNullable<NonNullable<StudyInput['screening']>['overrides']>[number]
const keep = (candidate: string, lens: Override['lens'] = 'all'): Override => ({
  candidate,
  decision: 'keep',
  lens,
  reason: 'argued at length elsewhere',
  author: 'A. Reviewer',
  date: '2026-11-22',
})

describe('the screening room', () => {
  it('is valid plain JSON, the same on every run, and logs its reading of protected attributes', () => {
    const result = screen()
    expect(screeningResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    expect(JSON.stringify(screen())).toBe(JSON.stringify(result))
    expect(result.readings).toEqual([
      { attribute: 'origin', reader: 'screening', purpose: 'proxy test of the candidates', rows: 1500 },
    ])
  })

  it('keeps what informs, drops what does not, and gives the reason', () => {
    const result = screen()
    expect(page(result, 'risk')).toMatchObject({
      decision: 'keep',
      reason: 'no finding keeps it out',
      validity: { grade: 'pass' },
    })
    expect(page(result, 'noise')).toMatchObject({ decision: 'drop', validity: { grade: 'fail' } })
    expect(rules(page(result, 'noise'))).toContain('low-information')
    expect(rules(page(result, 'flat'))).toContain('one-level')
    expect(result.admissible).not.toContain('flat')
  })

  it('drops the weaker of two that say the same and names the one that stands in', () => {
    const result = screen()
    expect(page(result, 'copy')).toMatchObject({
      decision: 'drop',
      substitute: 'risk',
      explainability: { grade: 'fail' },
    })
    expect(page(result, 'risk').validity?.gain).toMatchObject({ df: 1 })
    expect(result.correlation.matrix[0]![1]).toBeGreaterThan(0.9)
  })

  it('settles exact copies by the order of the study', () => {
    const blocks = inputs.design.blocks.map((block) =>
      block.name === 'copy' ? { ...inputs.design.blocks[0]!, name: 'copy', columns: ['copy'] } : block,
    )
    const result = screen(inventedStudy(), {
      ...inputs,
      design: { ...inputs.design, blocks },
      rows: { ...inputs.rows, blocks },
    })
    expect(page(result, 'copy').decision).toBe('drop')
    expect(page(result, 'risk').decision).toBe('keep')
  })

  it('keeps a redundant candidate when a person says so, and still shows the finding', () => {
    const result = screen(inventedStudy([], { overrides: [keep('copy', 'explainability')] }))
    expect(page(result, 'copy').findings.find(({ rule }) => rule === 'redundant')?.answeredBy).toContain('A. Reviewer')
    expect(rules(page(result, 'risk'))).not.toContain('redundant')
  })

  it('drops by variance inflation when no pair is over the correlation bound', () => {
    const result = screen(inventedStudy([], { maxCorrelation: 1, maxVif: 5 }))
    expect(rules(page(result, 'copy'))).toContain('inflated')
    expect(page(result, 'risk').decision).toBe('keep')
    expect(page(result, 'copy').substitute).toBe('risk')
  })

  it('asks to justify a proxy and lets it in with a reason', () => {
    const result = screen()
    expect(page(result, 'language')).toMatchObject({ ethics: { grade: 'fail' } })
    expect(page(result, 'language').ethics.proxies[0]).toMatchObject({
      attribute: 'origin',
      group: 'elsewhere',
      suppressed: false,
    })
    expect(page(result, 'language').ethics.proxies[0]!.auc!.estimate).toBeGreaterThan(0.62)
    expect(page(result, 'noise').ethics.proxies[0]!.auc!.estimate).toBeLessThan(0.58)
    const argued = page(screen(inventedStudy([], { overrides: [keep('age', 'ethics')] })), 'age')
    expect(argued).toMatchObject({ decision: 'keep', ethics: { grade: 'warn' } })
    expect(argued.reason).toContain('argued at length elsewhere')
    expect(page(result, 'age').decision).toBe('justify')
  })

  it('treats a likeness to an attribute that the study uses openly as a note, as long as that use stands', () => {
    const study = inventedStudy([{ name: 'age', protectedGround: 'age' }], { overrides: [keep('age', 'ethics')] })
    const open = { ...study, audit: [{ name: 'origin', column: 'age', table: 'audit' as const }] }
    expect(page(screen(open), 'language').findings.find(({ rule }) => rule === 'proxy')).toMatchObject({
      effect: 'note',
    })
    expect(page(screen(open), 'age').findings.find(({ rule }) => rule === 'proxy')).toMatchObject({
      effect: 'justify',
      answeredBy: expect.any(String),
    })
    const closed = { ...open, screening: { ...open.screening, overrides: [] } }
    expect(page(screen(closed), 'language').findings.find(({ rule }) => rule === 'proxy')).toMatchObject({
      effect: 'justify',
    })
  })

  it('judges declared grounds: what a reason may answer, and what it may not', () => {
    const declared = [
      { name: 'risk', protectedGround: 'civil status' },
      { name: 'age', subjective: true },
      { name: 'weak', specialCategory: 'health' },
      { name: 'noise', legalBasis: ' ' },
      { name: 'language', subjectToChange: true },
    ]
    const before = screen(inventedStudy(declared))
    expect(page(before, 'risk').decision).toBe('justify')
    expect(rules(page(before, 'age'))).toContain('subjective')
    expect(rules(page(before, 'language'))).toContain('subject-to-change')
    const all = ['risk', 'age', 'weak', 'noise', 'language'].map((name) => keep(name))
    const after = screen(inventedStudy(declared, { overrides: all }))
    expect(['risk', 'age', 'language'].map((name) => page(after, name).decision)).toEqual(['keep', 'keep', 'keep'])
    expect(['weak', 'noise'].map((name) => page(after, name).decision)).toEqual(['drop', 'drop'])
    expect(page(after, 'weak').findings.find(({ rule }) => rule === 'special-category')).toMatchObject({
      answerable: false,
      answeredBy: null,
    })
  })

  it('judges a candidate that lives in the audit table by its declaration alone', () => {
    const result = screen(
      inventedStudy(
        [{ name: 'sex', type: 'category', protectedGround: 'sex', from: { kind: 'audit', column: 'sex' } }],
        { overrides: [keep('sex')] },
      ),
    )
    expect(page(result, 'sex')).toMatchObject({
      decision: 'drop',
      read: false,
      validity: null,
      explainability: null,
      dataQuality: null,
    })
    expect(rules(page(result, 'sex'))).toEqual(['audit-only', 'protected-ground'])
  })

  it('drops a candidate that could not be encoded and says why', () => {
    const result = screen(inventedStudy([{ name: 'extra' }]), {
      ...inputs,
      skipped: [{ name: 'extra', because: 'all values are missing' }],
    })
    expect(page(result, 'extra')).toMatchObject({ decision: 'drop', reason: 'all values are missing', validity: null })
  })

  it('holds quality against its bounds and does not print shares that few rows stand behind', () => {
    const quality = inputs.quality.map((one) =>
      one.name === 'risk' ? { ...one, missing: 400, impossible: 6, late: 0 } : one,
    )
    const risk = page(screen(inventedStudy(), { ...inputs, quality }), 'risk')
    expect(risk.decision).toBe('drop')
    expect(risk.dataQuality).toMatchObject({ grade: 'fail', missing: 400 / 1500, impossible: null, late: 0 })
    expect(risk.findings.filter(({ lens }) => lens === 'data-quality').map(({ rule, value }) => [rule, value])).toEqual(
      [
        ['missing', 400 / 1500],
        ['impossible', null],
      ],
    )
  })

  it('asks to justify a sign against expectation and says nothing where none is expected', () => {
    const result = screen(
      inventedStudy([
        { name: 'risk', expected: '-' },
        { name: 'age', expected: '+' },
      ]),
    )
    expect(page(result, 'risk')).toMatchObject({
      decision: 'justify',
      explainability: { signMet: false, direction: 'increasing' },
    })
    expect(page(result, 'age').explainability?.signMet).toBe(true)
    expect(page(result, 'weak').explainability?.signMet).toBeNull()
  })

  it('suspects a candidate that determines the outcome, and leaves it out of the others’ model', () => {
    const blocks = inputs.design.blocks.map((block) =>
      block.name === 'weak' && block.kind === 'coded'
        ? { ...block, codes: Uint16Array.from(inputs.rows.outcome) }
        : block,
    )
    const result = screen(inventedStudy(), {
      ...inputs,
      design: { ...inputs.design, blocks },
      rows: { ...inputs.rows, blocks },
    })
    expect(rules(page(result, 'weak'))).toContain('too-good')
    expect(page(result, 'weak').validity?.gain).toMatchObject({
      kind: 'undefined',
      because: expect.stringContaining('separation'),
    })
    expect(page(result, 'risk').decision).toBe('keep')
  })

  it('drops by decision, and reports overrides that answer nothing', () => {
    const overrides: Override[] = [{ ...keep('risk'), decision: 'drop' }, keep('noone'), keep('flat', 'ethics')]
    const result = screen(inventedStudy([], { overrides }))
    expect(page(result, 'risk').decision).toBe('drop')
    expect(result.warnings).toEqual([
      'override of "noone" (all, A. Reviewer, 2026-11-22): no such candidate',
      'override of "flat" (ethics, A. Reviewer, 2026-11-22): there is no finding that it answers',
    ])
  })

  it('suppresses the proxy test for a group of few people and does not call it clean', () => {
    const few = auditCodes(
      'origin',
      ['here', 'elsewhere'],
      Int32Array.from(inputs.rows.person, (p) => (p < 9 ? 1 : 0)),
    )
    const proxy = page(screen(inventedStudy(), { ...inputs, audit: [few] }), 'language').ethics.proxies[0]
    expect(proxy).toMatchObject({ suppressed: true, auc: null, sameOutcome: null })
  })

  it('judges all candidates of the study, in its order, and admits only kept ones', () => {
    const result = screen()
    expect(result.candidates.map(({ name }) => name)).toEqual([...NAMES])
    for (const candidate of result.candidates)
      expect(result.admissible.includes(candidate.name)).toBe(candidate.decision === 'keep')
  })

  it('refuses rows and attributes of different length', () => {
    expect(() =>
      screen(inventedStudy(), { ...inputs, audit: [auditCodes('origin', ['x'], new Int32Array(3))] }),
    ).toThrowError(/mismatched-lengths/)
  })
})
