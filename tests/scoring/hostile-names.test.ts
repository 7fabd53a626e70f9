import { describe, expect, it } from 'vitest'
import { type ColumnContractInput, columnContract } from '../../data-schemas/columns.js'
import { buildKernel, scoreRow } from '../../src/scoring/kernel.js'
import { nineMade, partsOf } from '../support/model.js'
import { HEADER, line, scoreBench } from '../support/score-bench.js'

const DROP = "x'); DROP TABLE score_input; --"
const NAMES = [
  '"; DROP TABLE scored; --',
  "it's",
  'a"b',
  '=1+1',
  'x) POSITIONAL JOIN lists (',
  '{{c0}}',
  '$1',
  'é\u202e',
  'SELECT',
]
const TEXTS = [
  DROP,
  "'s-Gravenhage",
  'Ter "Aa"',
  '=HYPERLINK("x")',
  'a|b',
  '\\',
  "'||sha256('x')||'",
  'NULL',
  '%s',
  '🏘️',
]

const text: ColumnContractInput = { type: 'category' }

/** The hand-made nine with the last input under a hostile name, and with hostile texts as its groups. */
const hostile = (name: string) => {
  const made = nineMade().slice(0, 8)
  const [last] = nineMade().slice(8)
  if (last === undefined) throw new Error('no ninth')
  const { rule } = last.encoder
  if (rule.kind !== 'groups') throw new Error('no groups')
  const groups = [TEXTS.slice(0, 3), TEXTS.slice(3, 6), TEXTS.slice(6)]
  return [
    ...made,
    {
      input: { ...last.input, name, column: name, contract: columnContract.parse(text) },
      encoder: { ...last.encoder, name, rule: { kind: 'groups' as const, groups } },
      term: { ...last.term, name },
    },
  ]
}

describe.each(NAMES)('an input and a column named %j', (name) => {
  const bench = scoreBench({
    ...partsOf(hostile(name), { key: { person: 'client_id', time: 'week', list: [name] } }),
    points: null,
  })
  const header = [...HEADER.split(',').slice(0, -1), `"${name.replaceAll('"', '""')}"`].join(',')

  it('is only a name, and hostile texts are only texts', async () => {
    bench.data(
      TEXTS.map((municipality, index) => line({ client_id: `p${index}`, municipality })),
      header,
    )
    const summary = await bench.score()
    expect(summary).toMatchObject({ scored: TEXTS.length, lists: TEXTS.length })
    const kernel = buildKernel(bench.model())
    const rows = await bench.rows('scores.parquet')
    expect(rows.map((row) => row[name])).toEqual(TEXTS)
    for (const [index, row] of rows.entries()) {
      const raw = {
        prior: false,
        right: 12,
        left: 3,
        amount: 1200.5,
        side: true,
        supplement: 12,
        age: 40,
        since: '2020-05-01',
      }
      const expected = scoreRow(kernel, { ...raw, [name]: TEXTS[index] as string })
      if (expected.kind !== 'scored') throw new Error('refused')
      expect(row['linear_predictor']).toBe(expected.linearPredictor)
      expect(row[`c_${name}`]).toBe(expected.contributions[8])
    }
  })
})

describe('hostile keys and texts', () => {
  const bench = scoreBench()

  it('come back as they went in, with a random part and a seed that is hostile too', async () => {
    bench.data(TEXTS.map((person) => line({ client_id: person })))
    const random = { places: { kind: 'size', size: 4 }, share: 0.5, seed: DROP, show: { kind: 'open' } } as const
    await bench.score({ random })
    expect((await bench.rows('scores.parquet')).map((row) => row['client_id'])).toEqual(TEXTS)
  })

  it('are written to and read from hostile file names', async () => {
    bench.data([line()])
    const out = bench.at("sc'or; DROP.parquet")
    await bench.score({ out })
    expect(bench.names()).toContain("sc'or; DROP.parquet")
  })

  it('in the header of a key column are guarded in CSV like any text', async () => {
    bench.data([line()], HEADER.replace('client_id', '=cmd'))
    await bench.score({ key: '=cmd', out: bench.at('scores.csv') })
    expect(bench.bytes('scores.csv').toString().split(',')[0]).toBe("'=cmd")
    await bench.score({ key: '=cmd', out: bench.at('scores.csv'), guard: false })
    expect(bench.bytes('scores.csv').toString().split(',')[0]).toBe('=cmd')
  })
})
