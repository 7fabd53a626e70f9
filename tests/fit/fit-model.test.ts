import { describe, expect, it } from 'vitest'
import { type FitResult, fitResult } from '../../data-schemas/results/fit.js'
import { type FitOptions, fitModel } from '../../src/fit/fit-model.js'
import type { Design } from '../../src/numeric/design.js'
import {
  codeOf,
  DATA,
  here,
  levelsBlock,
  REFERENCE,
  readColumns,
  readJson,
  rowDesign,
  simulated,
  valuesBlock,
} from '../numeric/designs.js'
import { againstOracle } from '../support/oracle.js'

const stamp = { study: 'test', data: '0'.repeat(64), synthetic: true }
const room = (design: Design, options: Omit<FitOptions, 'stamp'> = {}): FitResult =>
  fitModel(design, { ...options, stamp })

interface Oracle {
  readonly data: Record<'person' | 'x1' | 'x2' | 'level' | 'y', readonly number[]>
  readonly plain: { estimates: number[]; se: number[]; p: number[]; conf: [number, number][] }
  readonly clustered: { se_uncorrected: number[]; clusters: number }
}
const oracle = readJson<Oracle>('tests/oracles/logistic/expected.json')
const { person, x1, x2, level, y } = oracle.data
const blocks = [valuesBlock('x1', x1), valuesBlock('x2', x2), levelsBlock('level', level, 4)]
const design = rowDesign(blocks, y)
const rows = { blocks, outcome: Uint8Array.from(y), person: Int32Array.from(person) }

describe('the fit room', () => {
  it('reports the tests and intervals of statsmodels', () => {
    const { terms } = room(design, { confidence: 0.9 })
    againstOracle(
      'wald-p',
      terms.map((term) => term.p),
      oracle.plain.p,
    )
    againstOracle(
      'wald-interval',
      terms.map((term) => [term.lower, term.upper]),
      oracle.plain.conf,
    )
    expect(terms.map((term) => term.candidate)).toEqual([null, 'x1', 'x2', 'level', 'level', 'level'])
    expect(terms[0]?.name).toBe('(Intercept)')
  })

  it('clusters by person when rows are given, and keeps the independent errors beside them', () => {
    const result = room(design, { rows })
    const factor = Math.sqrt(60 / 59)
    expect(result.covariance).toBe('clustered')
    expect(result.clusters).toEqual({ people: 60, correction: 60 / 59 })
    againstOracle(
      'fit-errors',
      result.terms.map((term) => [term.standardError / factor, term.modelStandardError]),
      oracle.plain.se.map((se, j) => [oracle.clustered.se_uncorrected[j], se]),
    )
    for (const { estimate, standardError, z } of result.terms) expect(z).toBe(estimate / standardError)
  })

  it('tests each candidate as a whole: by likelihood ratio, or by clustered Wald where people have several rows', () => {
    const plain = room(design).candidateTests
    expect(plain?.method).toBe('likelihood-ratio')
    expect(plain?.tests.map(({ candidate, df }) => [candidate, df])).toEqual([
      ['x1', 1],
      ['x2', 1],
      ['level', 3],
    ])
    const clustered = room(design, { rows })
    expect(clustered.candidateTests?.method).toBe('clustered-wald')
    expect(clustered.candidateTests?.tests[0]?.statistic).toBeCloseTo((clustered.terms[1]?.z as number) ** 2, 9)
  })

  it('prints how far a second solver is from the first', () => {
    const { secondSolver } = room(design)
    expect(secondSolver?.converged).toBe(true)
    expect(secondSolver?.largestDifference).toBeLessThan(1e-6)
    expect(Math.abs(secondSolver?.loglikDifference as number)).toBeLessThan(1e-9)
  })

  it('is plain JSON of the published shape', () => {
    const result = room(design, { rows })
    expect(fitResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
  })

  it('counts residual degrees of freedom and events per parameter', () => {
    const result = room(design)
    const events = y.reduce((sum, value) => sum + value, 0)
    expect(result.residualDegreesOfFreedom).toBe(y.length - 6)
    expect(result.eventsPerParameter).toBe(Math.min(events, y.length - events) / 5)
    expect(room({ ...design, blocks: [] }).eventsPerParameter).toMatchObject({ kind: 'undefined' })
  })

  it('has a condition number of about 1 for unrelated columns and a large one for near copies', () => {
    const base = simulated(1, 4000, { linear: 2, coded: [] })
    const [a, b] = base.blocks
    expect(room(base).conditionNumber).toBeLessThan(3)
    const near = Float64Array.from(base.events, (_, i) => {
      const [first, second] = [a, b].map((block) => (block?.kind === 'values' ? (block.values[i] as number) : 0)) as [
        number,
        number,
      ]
      return 1000 * first + second * 0.01
    })
    expect(
      room({ ...base, blocks: [a, valuesBlock('near', near)] as Design['blocks'] }).conditionNumber,
    ).toBeGreaterThan(1e6)
  })

  it('refuses fewer than ten residual degrees of freedom', () => {
    const small = simulated(2, 12, { linear: 2, coded: [] })
    expect(codeOf(() => room(small))).toBe('too-few-rows')
  })

  it('passes failures of the fit on', () => {
    expect(codeOf(() => room({ ...design, events: design.trials }))).toBe('no-nonevents')
    expect(codeOf(() => room(rowDesign([valuesBlock('a', x1), valuesBlock('b', x1)], y)))).toBe('collinear')
  })
})

const NUMERICS = `${REFERENCE}/numerics.json`
describe.skipIf(!here(NUMERICS))(`against ${NUMERICS}`, () => {
  it('reproduces z and p of the ESL table 4.2 fit of SAheart', () => {
    const column = readColumns(`${DATA}/numerics/SAheart.csv`)
    const names = ['sbp', 'tobacco', 'ldl', 'famhist', 'obesity', 'alcohol', 'age']
    const sheet = names.map((name) =>
      valuesBlock(
        name,
        column(name).map((text) => (name === 'famhist' ? Number(text === 'Present') : Number(text))),
      ),
    )
    const result = room(rowDesign(sheet, column('chd').map(Number)))
    type Published = Record<'coef' | 'se' | 'z' | 'p', Record<string, number>> & { bic: number }
    const published = readJson<Record<string, Published>>(NUMERICS)['SAheart_ESL_table4.2'] as Published
    for (const term of result.terms) {
      againstOracle('wald-r', term.z, published.z[term.name])
      expect(Math.abs(term.p / (published.p[term.name] as number) - 1)).toBeLessThan(1e-6)
    }
    expect(result.bic).toBeCloseTo(published.bic, 8)
  })
})

const STUDENT = `${DATA}/student_dropout/data.csv`
const SELECTION = `${REFERENCE}/selection.json`
describe.skipIf(!here(STUDENT) || !here(SELECTION))(`against ${SELECTION}`, () => {
  it('reproduces estimates and standard errors of the best nine', () => {
    const column = readColumns(STUDENT, ';')
    const train = (values: readonly string[]): readonly string[] => values.filter((_, i) => i % 5 !== 0)
    interface Reference {
      readonly student_train: {
        best_fit: Record<'coef' | 'se', Record<string, number>> & { loglik: number; bic: number }
      }
    }
    const { best_fit } = readJson<Reference>(SELECTION).student_train
    const names = Object.keys(best_fit.coef).filter((name) => name !== 'const')
    const result = room(
      rowDesign(
        names.map((name) => valuesBlock(name, train(column(name)).map(Number))),
        train(column('Target')).map((text) => Number(text === 'Dropout')),
      ),
    )
    for (const term of result.terms) {
      const key = term.candidate ?? 'const'
      againstOracle('student-fit', [term.estimate, term.standardError], [best_fit.coef[key], best_fit.se[key]])
    }
    expect(result.loglik).toBeCloseTo(best_fit.loglik, 8)
    expect(result.bic).toBeCloseTo(best_fit.bic, 7)
  })
})
