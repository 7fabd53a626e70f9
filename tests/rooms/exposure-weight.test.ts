import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { panelResult } from '../../data-schemas/results/panel.js'
import type { StudyInput } from '../../data-schemas/study.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import { parseStudy } from '../../src/contract/study.js'
import { createCoded } from '../../src/encoding/code.js'
import { learnEncoders } from '../../src/encoding/learn.js'
import { codedRows, patterns } from '../../src/encoding/patterns.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { RefusedError } from '../../src/errors.js'
import { logistic } from '../../src/numeric/link.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { fitSelected } from '../../src/rooms/fit-selected.js'
import { openTest } from '../../src/rooms/open-test.js'
import { type Run, TRAIN } from '../../src/rooms/run.js'
import { screen } from '../../src/rooms/screen.js'
import { select } from '../../src/rooms/select.js'
import { type Helped, helpedRows, helpedStudy } from '../support/helped.js'
import { csvText } from '../support/small-flat.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exposure-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = (people: readonly Helped[], name: string): string => {
  const path = join(folder, `${name}.csv`)
  writeFileSync(path, csvText(people.map(({ cells }) => cells)))
  return path
}

/** From the data to the fitted model and its scores of the test side. */
const fitted = async (input: StudyInput, path: string, threads = 1) => {
  const study = parseStudy(input, 'test')
  const engine = await openDuckDB({ threads })
  try {
    const { result: contract, opened } = await contractRoom(engine, study, path)
    const { result: panel, table } = await buildPanel(engine, study, opened)
    const { result: encoding, encoders } = await learnEncoders(table, study)
    const coded = await createCoded(table, encoders)
    const stamp = { study: study.name, data: opened.digest, synthetic: study.synthetic }
    const run: Run = { study, stamp, opened, panel: table, coded, encoders }
    const screening = await screen(run, { contract, encoding })
    const selection = await select(run, screening)
    const own = await fitSelected(run, selection)
    const test = await openTest(run, own)
    const { src } = await engine.columns('SELECT src FROM panel_keys WHERE split = 2 ORDER BY row_id', { src: 'f64' })
    const rows = await codedRows(coded, encoders, { where: TRAIN })
    const { trials } = await patterns(coded, encoders, { where: TRAIN })
    return {
      results: { panel, encoding, screening, selection, fit: own.fit, scorecard: own.scorecard },
      predicted: test.score.map(logistic),
      src,
      training: { weight: rows.weight, outcome: rows.outcome, trials },
    }
  } finally {
    engine.close()
  }
}

type Fitted = Awaited<ReturnType<typeof fitted>>

/** Log loss against what would have happened without help, and mean prediction beside its rate, on the test side. */
const judged = ({ predicted, src }: Fitted, people: readonly Helped[]) => {
  let [loss, mean, rate] = [0, 0, 0]
  predicted.forEach((p, i) => {
    const { without } = people[src[i]!]!
    loss -= Math.log(without === 1 ? p : 1 - p) / predicted.length
    mean += p / predicted.length
    rate += without / predicted.length
  })
  return { loss, distance: Math.abs(mean - rate) }
}

describe('training rows that an earlier offer of help touched', () => {
  it.each([1, 2])(
    'are stood in for: the risk without help comes back, where keeping them misses it (seed %i)',
    async (seed) => {
      const people = helpedRows(4000, 0.8, seed)
      const path = written(people, `planted-${seed}`)
      const keep = judged(await fitted(helpedStudy('keep'), path), people)
      const weight = judged(await fitted(helpedStudy('weight'), path), people)
      expect(weight.loss).toBeLessThan(keep.loss - 0.01)
      expect(keep.distance).toBeGreaterThan(0.06)
      expect(weight.distance).toBeLessThan(0.03)
    },
  )

  it('are stood in for also where the model does not know the office by which help was allotted, which leaving them out does not mend', async () => {
    const people = helpedRows(8000, 0.9, 4)
    const path = written(people, 'unknown-office')
    const without = (treatment: 'exclude' | 'weight'): StudyInput => {
      const study = helpedStudy(treatment)
      return {
        ...study,
        candidates: study.candidates.filter(({ name }) => name !== 'office'),
        selection: { size: 2, nearOptimal: 0 },
      }
    }
    const rate = people.reduce((sum, one) => sum + one.without, 0) / people.length
    const mean = ({ training, results }: Fitted): number => {
      const weights = training.weight ?? new Float64Array(training.outcome.length).fill(1)
      const events = training.outcome.reduce((sum, own, row) => sum + own * weights[row]!, 0)
      expect(results.fit.n).toBe(training.outcome.length)
      return events / weights.reduce((sum, own) => sum + own, 0)
    }
    const exclude = Math.abs(mean(await fitted(without('exclude'), path)) - rate)
    const weight = Math.abs(mean(await fitted(without('weight'), path)) - rate)
    expect(exclude).toBeGreaterThan(0.03)
    expect(weight).toBeLessThan(0.015)
  })

  it('do not exist where nobody was offered help: every result is that of keeping, to the byte', async () => {
    const path = written(helpedRows(1500, 0), 'null')
    const [keep, weight] = [await fitted(helpedStudy('keep'), path), await fitted(helpedStudy('weight'), path)]
    expect(JSON.stringify(weight.results)).toBe(JSON.stringify(keep.results))
    expect(weight.predicted).toEqual(keep.predicted)
    expect(weight.training.weight).toBeUndefined()
  })

  it('give the same bytes on one thread and two', async () => {
    const path = written(helpedRows(2000, 0.8), 'threads')
    const [one, two] = [await fitted(helpedStudy('weight'), path, 1), await fitted(helpedStudy('weight'), path, 2)]
    expect(JSON.stringify(two.results)).toBe(JSON.stringify(one.results))
  })
})

describe('what a weighted run tells', () => {
  let run: Fitted
  let people: readonly Helped[]
  beforeAll(async () => {
    people = helpedRows(4000, 0.8)
    run = await fitted(helpedStudy('weight'), written(people, 'told'))
  })

  it('names formula, strata and parts, and counts exposed rows on both sides', () => {
    const { exposure, waterfall } = panelResult.parse(run.results.panel)
    const testRows = new Set(run.src)
    const exposed = people.filter((one, i) => one.exposed && !testRows.has(i)).length
    expect(waterfall.find(({ step }) => step === 'exposed-in-training')?.droppedRows).toBe(exposed)
    expect(exposure?.strata.reduce((sum, one) => sum + (one.exposedRows ?? Number.NaN), 0)).toBe(exposed)
    expect(exposure?.test.exposedRows).toBe(people.filter((one, i) => one.exposed && testRows.has(i)).length)
    expect(exposure?.by).toEqual(['office', 'months'])
    expect(exposure?.strata[0]?.exposedRows).toBe(0)
    expect(exposure?.unweighted).toContain('bin boundaries and groups of categories')
    expect(exposure?.weighted.length).toBeGreaterThan(0)
  })

  it('weighs what the fit learns, and counts what the reader sees', () => {
    const { fit, selection, encoding } = run.results
    const { weight = new Float64Array(), outcome } = run.training
    const sum = weight.reduce((all, own) => all + own, 0)
    expect(fit.n).toBe(outcome.length)
    expect(selection.rows).toBe(outcome.length)
    expect(fit.weighting?.sum).toBeCloseTo(sum, 6)
    expect(run.training.trials.reduce((all, own) => all + own, 0)).toBeCloseTo(sum, 6)
    expect(fit.weighting?.effectiveRows).toBeLessThan(fit.n)
    expect(fit.covariance).toBe('clustered')
    for (const { levels } of encoding.candidates)
      for (const { rows } of levels) expect(rows === null || Number.isInteger(rows)).toBe(true)
  })

  it('gives weights of evidence of the weighted counts', () => {
    const single = run.results.encoding.candidates.find(({ name }) => name === 'single')
    const { weight = new Float64Array(), outcome } = run.training
    const testRows = new Set(run.src)
    // Rows of a flat study that names the person come in the order of that key.
    const key = ({ cells }: (typeof people)[number]): string => cells['id'] ?? ''
    const training = people
      .filter((one, i) => !testRows.has(i) && !one.exposed)
      .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    const counts = { yes: [0, 0], no: [0, 0] }
    training.forEach(({ cells }, i) => {
      counts[cells['single'] === '1' ? 'yes' : 'no'][outcome[i]!]! += weight[i]!
    })
    const [yes, no] = [counts.yes as [number, number], counts.no as [number, number]]
    const woe = Math.log(yes[1] / (yes[1] + no[1]) / (yes[0] / (yes[0] + no[0])))
    expect(single?.levels.find(({ label }) => label === 'yes')?.woe).toBeCloseTo(woe, 10)
  })
})

describe('a study that asks for weights wrongly', () => {
  const asked = (changes: NonNullable<StudyInput['exposure']>): StudyInput => ({
    ...helpedStudy('keep'),
    exposure: changes,
  })
  const base = { table: 'flat', column: 'offered', treatment: 'weight' } as const
  const refused = async (study: StudyInput, rule: string): Promise<void> => {
    const path = written(helpedRows(400, 0.5), 'wrong')
    const error = await fitted(study, path).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RefusedError)
    expect((error as RefusedError).issues.map((issue) => issue.rule)).toContain(rule)
  }

  it('is refused without the columns by which help was allotted, and with them for another treatment', async () => {
    await refused(asked(base), 'study-schema')
    await refused(asked({ ...base, treatment: 'keep', weights: { by: [{ column: 'office' }] } }), 'study-schema')
  })

  it('is refused for columns that are not there, bands of a text and bands with a period', async () => {
    await refused(asked({ ...base, weights: { by: [{ column: 'nowhere' }] } }), 'missing-column')
    await refused(asked({ ...base, weights: { by: [{ column: 'office', edges: [1] }] } }), 'unknown-column')
    await refused(
      asked({ ...base, weights: { by: [{ column: 'months', edges: [1], period: 'year' }] } }),
      'unknown-column',
    )
  })

  it('has one stratum and weights of 1 where hardly anyone was offered help, and tells no counts', async () => {
    const people = helpedRows(600, 0).map((one, i) => ({
      ...one,
      cells: { ...one.cells, offered: i % 100 === 0 ? '1' : '0' },
    }))
    const { results, training } = await fitted(helpedStudy('weight'), written(people, 'few'))
    expect(results.panel.exposure?.strata).toEqual([{ exposedRows: null, rows: null, weight: 1, truncated: false }])
    expect(results.panel.exposure?.effectiveRows).toBeNull()
    expect(results.panel.exposure?.test.exposedRows).toBeNull()
    expect(new Set(training.weight)).toEqual(new Set([1]))
  })
})
