import { describe, expect, it } from 'vitest'
import { auditCodes, readAudit } from '../../src/disclosure/audit-codes.js'
import type { Block } from '../../src/numeric/design.js'

const sex = auditCodes('sex', ['woman', 'man'], Int32Array.of(0, 1, -1, 1))

describe('a sealed protected attribute', () => {
  it('does not show its rows in JSON', () => {
    expect(JSON.parse(JSON.stringify(sex))).toEqual({ name: 'sex', values: ['woman', 'man'], rows: 4 })
  })

  it('is opened by a reading that names reader and purpose', () => {
    const { codes, reading } = readAudit(sex, 'fairness', 'group metrics')
    expect([...codes]).toEqual([0, 1, -1, 1])
    expect(reading).toEqual({ attribute: 'sex', reader: 'fairness', purpose: 'group metrics', rows: 4 })
  })

  it('is no block of model columns', () => {
    // @ts-expect-error a protected attribute may not enter the feature path
    const block: Block = sex
    expect(block).toBe(sex)
  })

  it('refuses codes without a group', () => {
    expect(() => auditCodes('sex', ['woman', 'man'], Int32Array.of(0, 2))).toThrowError(/invalid-audit-code/)
  })
})
