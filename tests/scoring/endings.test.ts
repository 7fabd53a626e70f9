import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { line, people, scoreBench } from '../support/score-bench.js'

describe.each(['csv', 'parquet', 'xlsx'])('an output in .%s', (extension) => {
  const bench = scoreBench()
  const name = `scores.${extension}`

  it('is not there, and an earlier one stays, when the data are refused', async () => {
    bench.data(people(30))
    await bench.score({ out: bench.at(name) })
    const before = bench.bytes(name)
    bench.data([...people(30), line({ client_id: 'bad', right: '99' })])
    await expect(bench.score({ out: bench.at(name) })).rejects.toMatchObject({ code: 'data-refused', exit: 2 })
    expect(bench.bytes(name).equals(before)).toBe(true)
    expect(bench.names()).toEqual(['data.csv', 'model', name].sort())
  })

  it('is not there when scoring is stopped, at the start or on the way', async () => {
    bench.data(people(400))
    const early = new AbortController()
    early.abort()
    await expect(bench.score({ out: bench.at(name), signal: early.signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
    const late = new AbortController()
    const stopped = bench.score({ out: bench.at(name), signal: late.signal, onProgress: () => late.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
    expect(bench.names()).toEqual(['data.csv', 'model'])
  })

  it.skipIf(!existsSync('/dev/full'))('is not there when the disk is full (/dev/full)', async () => {
    bench.data(people(400))
    symlinkSync('/dev/full', bench.at(`.${name}.${process.pid}.part`))
    await expect(bench.score({ out: bench.at(name) })).rejects.toMatchObject({ code: 'cannot-write', found: 'ENOSPC' })
    expect(bench.names()).toEqual(['data.csv', 'model'])
  })
})

describe('a report of what broke the contract', () => {
  const bench = scoreBench()
  const read = (): Readonly<Record<string, unknown>> => JSON.parse(readFileSync(bench.at('report.json'), 'utf8'))

  it('is written with rules, columns and counts when the data are refused, and never a value', async () => {
    bench.data([
      ...people(8),
      line({ client_id: 'secret', right: '99' }),
      line({ client_id: 'hidden', age: 'ancient' }),
    ])
    await expect(bench.score({ report: bench.at('report.json') })).rejects.toMatchObject({ exit: 2 })
    expect(read()).toMatchObject({
      kind: 'score-report',
      data: 'data.csv',
      rows: 10,
      failing: 2,
      threshold: 0,
      refused: true,
    })
    const issues = read()['issues'] as readonly Readonly<Record<string, unknown>>[]
    expect(issues.map(({ rule, column, count }) => [rule, column, count])).toEqual(
      expect.arrayContaining([
        ['out-of-range', 'right', 1],
        ['not-a-number', 'age', 1],
      ]),
    )
    for (const value of ['secret', 'hidden', 'ancient', '99']) expect(JSON.stringify(read())).not.toContain(value)
    expect(bench.names()).toEqual(['data.csv', 'model', 'report.json'])
  })

  it('says the threshold that let the rest through', async () => {
    bench.data([...people(9), line({ client_id: 'p99', right: '99' })])
    await bench.score({ report: bench.at('report.json'), maxFailingShare: 0.1 })
    expect(read()).toMatchObject({ failing: 1, threshold: 0.1, refused: false })
  })

  it('is refused where it cannot be written', async () => {
    bench.data(people(2))
    await expect(bench.score({ report: bench.at('no/where.json') })).rejects.toMatchObject({ code: 'cannot-write' })
    expect(bench.names()).toEqual(['data.csv', 'model'])
  })
})
