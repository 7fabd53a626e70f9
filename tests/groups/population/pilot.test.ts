import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openDuckDB } from '../../../src/engine/duckdb.js'
import type { PilotCounts } from '../../../src/population/pilot.js'
import { synthesize } from '../../../src/population/synthesize.js'

const seeds = [1, 2, 3, 4]
// The scores need a national model; 60,000 clients give it about 6,000 people with an event.
const clients = 60_000

type Pilot = Readonly<Record<string, PilotCounts>>
const pilots: Pilot[] = []
let contaminated: { readonly elsewhere: number; readonly after: number; readonly wrong: number }

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pilot-'))
  try {
    for (const seed of seeds) {
      const out = join(folder, `seed-${seed}`)
      await synthesize({ out, clients, weeks: 156, seed, scenario: 'base', format: 'parquet', pilot: true })
      pilots.push((JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8')) as { pilot: Pilot }).pilot)
    }
    const engine = await openDuckDB({ threads: 1 })
    const file = (name: string): string => `'${join(folder, 'seed-1', name)}.parquet'`
    const [row] = await engine.rows(`SELECT count(*) FILTER (contaminated AND municipality <> 'GM0518') AS elsewhere,
        count(*) FILTER (contaminated) AS after,
        count(*) FILTER (contaminated <> coalesce(contacted_on <= snapshot_date + INTERVAL 12 MONTH, false)) AS wrong
      FROM ${file('snapshots')} s JOIN ${file('clients')} c USING (client_id) LEFT JOIN ${file('pilot')} p USING (client_id)`)
    engine.close()
    contaminated = {
      elsewhere: Number(row?.['elsewhere']),
      after: Number(row?.['after']),
      wrong: Number(row?.['wrong']),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 900_000)

const counts = (pilot: Pilot, group: string): PilotCounts => {
  const found = pilot[group]
  if (found === undefined) throw new Error(`no ${group}`)
  return found
}

const meanOf = (value: (pilot: Pilot) => number): number =>
  pilots.reduce((sum, pilot) => sum + value(pilot), 0) / pilots.length

const share =
  (group: string, value: (group: PilotCounts) => number) =>
  (pilot: Pilot): number =>
    (100 * value(counts(pilot, group))) / counts(pilot, group).people

const together =
  (names: readonly string[], value: (group: PilotCounts) => number) =>
  (pilot: Pilot): number =>
    names.reduce((sum, name) => sum + value(counts(pilot, name)), 0)

const experiment = 'experiment, decile 1'
const control = 'control, decile 1'
const everybody = ['decile 1', 'decile 2', 'deciles 3-10'].flatMap((name) => [
  `experiment, ${name}`,
  `control, ${name}`,
])
const deciles = (name: string): readonly string[] => [`experiment, ${name}`, `control, ${name}`]

const without =
  (names: readonly string[]) =>
  (pilot: Pilot): number =>
    (100 * together(names, ({ enteredWithout }) => enteredWithout)(pilot)) /
    together(names, ({ people }) => people)(pilot)

describe(`the pilot, mean of seeds ${seeds.join(', ')}`, () => {
  // Reference: mean and standard deviation of twelve replications.
  it.each<[string, number, number, number, (pilot: Pilot) => number]>([
    ['people in the pilot year', 12_512, 104, 1, together(everybody, ({ people }) => people)],
    ['people in decile 1, experiment', 1000, 16, 1, (pilot) => counts(pilot, experiment).people],
    ['people in decile 1, control', 253, 15, 1, (pilot) => counts(pilot, control).people],
    ['take part, experiment', 34.1, 1.3, 0.1, share(experiment, ({ tookPart }) => tookPart)],
    ['take part, control', 3.1, 1.2, 0.1, share(control, ({ tookPart }) => tookPart)],
    ['24-month flow, control', 41.7, 2.1, 0.1, share(control, ({ entered }) => entered)],
    ['24-month flow, experiment', 34.4, 1.6, 0.1, share(experiment, ({ entered }) => entered)],
    ['flows avoided', 84, 10, 1, (pilot) => counts(pilot, experiment).helped],
    ['decile 2, without offer', 10.4, 0.9, 0.1, without(deciles('decile 2'))],
    ['deciles 3-10, without offer', 1.7, 0.1, 0.1, without(deciles('deciles 3-10'))],
    ['all, without offer', 6.7, 0.2, 0.1, without(everybody)],
  ])('%s: %d', (_, reference, sd, digit, value) => {
    const tolerance = digit / 2 + 3 * sd * Math.sqrt(1 / seeds.length + 1 / 12)
    expect(Math.abs(meanOf(value) - reference), pilots.map(value).join(' ')).toBeLessThan(tolerance)
  })

  it('reaches about 84 % of decile 1 in the experiment arm', () => {
    expect(Math.abs(meanOf(share(experiment, ({ contacted }) => contacted)) - 84)).toBeLessThan(2)
  })

  it('flags the snapshots of The Hague whose outcome an offer touched, and no other', () => {
    expect(contaminated.wrong).toBe(0)
    expect(contaminated.elsewhere).toBe(0)
    expect(contaminated.after).toBeGreaterThan(10_000)
  })
})
