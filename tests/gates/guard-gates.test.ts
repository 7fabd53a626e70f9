import { describe, expect, it } from 'vitest'
import type { Guard } from '../../data-schemas/results/guard.js'
import { study } from '../../data-schemas/study.js'
import { guardGates } from '../../src/gates/guard-gates.js'
import type { RoomResults } from '../../src/gates/room-results.js'

const guard = (name: string, passed: boolean, severity: Guard['severity'] = 'refuse'): Guard => ({
  name,
  passed,
  severity,
  value: 1,
  threshold: 0,
  reason: 'as found',
})

const judged = (guards: readonly Guard[] | null, waivers: readonly string[] = []) =>
  guardGates(
    study.parse({
      name: 'guarded',
      data: { kind: 'flat' },
      outcome: { kind: 'column', column: 'o', positive: [1] },
      candidates: [{ name: 'x', type: 'number' }],
      selection: { size: 1 },
      waivers: waivers.map((name) => ({
        guard: name,
        reason: 'looked at and understood',
        author: 'A. Reviewer',
        date: '2026-11-22',
      })),
    }),
    { guards } as RoomResults,
  )

describe('guards as gates', () => {
  it('refuse a run that left out the examination', () => {
    expect(judged(null)).toMatchObject([{ name: 'examined', passed: false, severity: 'refuse' }])
  })

  it('are taken over as they are', () => {
    expect(judged([guard('a', true), guard('b', false), guard('c', false, 'warn')])).toMatchObject([
      { name: 'examined', passed: true, value: 3 },
      { name: 'a', kind: 'guard', passed: true },
      { name: 'b', kind: 'guard', passed: false, severity: 'refuse' },
      { name: 'c', kind: 'guard', passed: false, severity: 'warn' },
    ])
  })

  it('warn instead of refuse once the study explains them, by name and with the reason in the result', () => {
    const [, explained, other] = judged([guard('leak:x', false), guard('leak:y', false)], ['leak:x'])
    expect(explained).toMatchObject({ passed: false, severity: 'warn' })
    expect(explained?.reason).toBe('as found. Explained by A. Reviewer on 2026-11-22: looked at and understood')
    expect(other).toMatchObject({ passed: false, severity: 'refuse' })
  })

  it('are not touched by an explanation when they pass', () => {
    expect(judged([guard('leak:x', true)], ['leak:x'])[1]).toMatchObject({ passed: true, reason: 'as found' })
  })

  it('say so when the study explains what is not there', () => {
    expect(judged([], ['leak:z'])[1]).toMatchObject({ name: 'waiver:leak:z', passed: false, severity: 'warn' })
  })
})
