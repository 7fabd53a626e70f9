import { describe, expect, it } from 'vitest'
import { machineText } from '../../src/report/machine-text.js'
import { cli } from '../support/command-line.js'

describe('doctor', () => {
  it('finds on this machine what the workbench needs, in both languages and as JSON', async () => {
    const english = await cli(['doctor'])
    expect([english.code, english.err]).toEqual([0, ''])
    expect(english.out).toContain('Everything that is needed is here.')
    expect((await cli(['doctor', '--lang', 'nl'])).out).toContain('Alles wat nodig is, is er.')
    const found = JSON.parse((await cli(['doctor', '--json'])).out) as { name: string; need: string; found: boolean }[]
    expect(found.filter(({ need }) => need === 'needed').every(({ found: own }) => own)).toBe(true)
    expect(found.map(({ name }) => name)).toContain('duckdb')
  })

  it('says what is missing, and only then that the workbench cannot run', () => {
    const checks = [
      { name: 'node', need: 'needed', found: false, detail: 'v18.0.0' },
      { name: 'java', need: 'optional', found: false, detail: '' },
    ] as const
    expect(machineText(checks, 'en')).toContain('MISSING v18.0.0')
    expect(machineText(checks, 'en')).toContain('see MISSING')
    expect(machineText(checks.slice(1), 'nl')).toContain('Alles wat nodig is, is er.')
    expect(machineText(checks.slice(1), 'nl')).toContain('niet gevonden')
  })
})
