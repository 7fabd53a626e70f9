import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  check,
  csvText,
  file,
  flatRows,
  flatStudy,
  folder,
  issueOf,
  panel,
  panelFolder,
  panelStudy,
  refusedFile,
  withEngine,
} from './support/fixtures.js'

const study = flatStudy()
const good = csvText(flatRows())

describe('files that cannot be read are refused with exit 2, and the message says which and why', () => {
  it('a missing file', async () => {
    expect(await refusedFile(study, join(folder(), 'none.csv'))).toMatchObject({ rules: ['missing-file'], exit: 2 })
  })
  it('an empty file', async () => {
    expect((await refusedFile(study, file(''))).rules).toEqual(['empty-file'])
  })
  it('a file of white space', async () => {
    expect((await refusedFile(study, file('\n \n'))).rules).toEqual(['empty-file'])
  })
  it('a header without rows', async () => {
    expect((await refusedFile(study, file('id,age,amount,outcome\n'))).rules).toEqual(['no-rows'])
  })
  it('a folder where a file is expected', async () => {
    expect((await refusedFile(study, folder())).rules).toEqual(['file-expected'])
  })
  it('a file where a folder is expected', async () => {
    expect((await refusedFile(panelStudy(), file(good))).rules).toEqual(['folder-expected'])
  })
  it('every table that is missing from the folder, at once', async () => {
    const path = folder()
    writeFileSync(join(path, 'clients.csv'), csvText(panel().clients))
    expect((await refusedFile(panelStudy(), path)).rules).toEqual(['missing-file', 'missing-file', 'missing-file'])
  })
  it('a file outside the data folder', async () => {
    const { data } = panelStudy()
    if (data.kind !== 'panel') throw new Error('a panel')
    const outside = panelStudy({
      data: { ...data, tables: { ...data.tables, clients: { ...data.tables.clients, file: '../clients.csv' } } },
    })
    expect((await refusedFile(outside, panelFolder(panel()))).rules).toEqual(['file-outside-folder'])
  })
  it('a wrong delimiter, by its name and how often it occurs', async () => {
    const { rules, message } = await refusedFile(study, file(csvText(flatRows(), ';')))
    expect(rules).toEqual(['wrong-delimiter'])
    expect(message).toContain('a semicolon 3 times')
    expect(message).toContain('"delimiter": ";"')
  })
  it('text that is not UTF-8, with the offset of the first wrong byte', async () => {
    const bytes = Buffer.concat([Buffer.from(good), Buffer.from([0xe9, 0x2c, 0x0a])])
    const { rules, message } = await refusedFile(study, file(bytes))
    expect(rules).toEqual(['not-utf8'])
    expect(message).toContain(`offset ${good.length}`)
  })
  it('text that ends within a character', async () => {
    const { rules, message } = await refusedFile(study, file(Buffer.concat([Buffer.from(good), Buffer.from([0xc3])])))
    expect(rules).toEqual(['not-utf8'])
    expect(message).toContain(`offset ${good.length}`)
  })
  it('a wrong byte beyond the first four megabytes, also when a character lies across the chunk', async () => {
    const start = `${good.trimEnd()}\n${'é'.repeat(2 * 1024 * 1024 + 9)}x`
    const bytes = Buffer.concat([Buffer.from(start), Buffer.from([0xff])])
    expect((await refusedFile(study, file(bytes))).message).toContain(`offset ${bytes.length - 1}`)
  })
  it('UTF-16', async () => {
    const { rules, message } = await refusedFile(
      study,
      file(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(good, 'utf16le')])),
    )
    expect(rules).toEqual(['not-utf8'])
    expect(message).toContain('UTF-16')
  })
  it('a duplicate name in the header', async () => {
    const { rules, message } = await refusedFile(
      study,
      file(good.replace('amount,outcome', 'amount,age,outcome').replaceAll(/,(yes|no)\n/g, ',1,$1\n')),
    )
    expect(rules).toEqual(['duplicate-header'])
    expect(message).toContain('"age" more than once')
  })
  it('missing columns, each with the nearest name', async () => {
    const { rules, message } = await refusedFile(
      study,
      file(good.replace('amount', 'amout').replace('outcome', 'result')),
    )
    expect(rules).toEqual(['missing-column', 'missing-column'])
    expect(message).toContain('Did you mean "amout"?')
  })
  it('a file without a header, of which nothing is repeated', async () => {
    const { rules, message } = await refusedFile(study, file('12345,41,912.55,yes\n12346,42,913.55,no\n'))
    expect(rules).toEqual(['missing-header'])
    expect(message).not.toMatch(/12345|912|41/)
  })
  it('rows with more or fewer fields than the header, counted and not shown', async () => {
    const path = file(`${good}99999,17,secret-1\n99998,18,19,20,secret-2\n`)
    const result = await check(study, path)
    expect(result.passed).toBe(false)
    expect(issueOf(result, 'ragged-row')).toMatchObject({
      count: null,
      belowMinimum: true,
      rows: 42,
      severity: 'refuse',
    })
    expect(JSON.stringify(result)).not.toContain('secret')
  })
  it('ragged rows within the share that the study allows are set aside and counted', async () => {
    const ragged = Array.from({ length: 12 }, () => '1,2,3\n').join('')
    const result = await check(flatStudy({ contract: { rules: { 'ragged-row': 0.5 } } }), file(good + ragged))
    expect(result.passed).toBe(true)
    expect(issueOf(result, 'ragged-row')).toMatchObject({ count: 12, severity: 'refused-rows' })
    expect(result.tables[0]).toMatchObject({ rows: 40 })
  })
  it('a quote that is never closed', async () => {
    const result = await check(study, file(`${good}99999,"17,18,yes\n`)).catch((error: unknown) => error)
    expect(JSON.stringify(result)).not.toContain('99999')
    expect(result).toMatchObject(result instanceof Error ? { exit: 2 } : { passed: false })
  })
})

describe('Parquet files', () => {
  const parquet = async (): Promise<string> => {
    const source = file(good)
    const path = join(folder(), 'data.parquet')
    await withEngine((engine) =>
      engine.run(`COPY (SELECT * FROM read_csv('${source}', all_varchar=true)) TO '${path}' (FORMAT parquet)`),
    )
    return path
  }
  it('are read like text', async () => {
    expect((await check(study, await parquet())).passed).toBe(true)
  })
  it('that are truncated are refused', async () => {
    const path = await parquet()
    truncateSync(path, readFileSync(path).length - 20)
    expect((await refusedFile(study, path)).rules).toEqual(['truncated-parquet'])
  })
  it('whose middle is damaged are refused', async () => {
    const path = await parquet()
    const bytes = readFileSync(path)
    bytes.fill(0xaa, 4, bytes.length - 8)
    writeFileSync(path, bytes)
    expect((await refusedFile(study, path)).rules).toEqual(['corrupt-parquet'])
  })
  it('that are something else under that name are refused', async () => {
    expect((await refusedFile(study, file(good, 'data.parquet'))).rules).toEqual(['not-parquet'])
  })
})

describe('names that could do harm are only names', () => {
  const odd = ['__proto__', "a'b", 'x"; DROP TABLE t_flat; --', 'naïve — één', 'constructor', 'a,b', 'SELECT']
  it('as columns', async () => {
    const rows = flatRows().map((row, i) => ({
      ...row,
      ...Object.fromEntries(odd.map((name) => [name, String(i % 7)])),
    }))
    const names = [...Object.keys(flatRows()[0] as object), ...odd]
    const text = [
      names,
      ...rows.map((row) => names.map((name) => String(Object.getOwnPropertyDescriptor(row, name)?.value))),
    ]
      .map((line) => line.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
      .join('\n')
    const wide = flatStudy({ candidates: odd.map((name) => ({ name, type: 'integer' as const, min: 0, max: 6 })) })
    const result = await check(wide, file(text))
    expect(result.issues.filter(({ severity }) => severity !== 'note')).toEqual([])
    expect(
      result.tables[0]?.columns
        .map(({ name }) => name)
        .filter((name) => odd.includes(name))
        .sort(),
    ).toEqual([...odd].sort())
  })
  it('as file names', async () => {
    for (const name of ["o'brien [1].csv", 'a;b*?.csv', 'één "ding".csv']) {
      expect((await check(study, file(good, name))).tables[0]?.file).toBe(name)
    }
  })
  it('as a folder', async () => {
    const path = join(folder(), "it's [a] folder")
    mkdirSync(path)
    for (const [name, rows] of Object.entries(panel())) writeFileSync(join(path, `${name}.csv`), csvText(rows))
    expect((await check(panelStudy(), path)).passed).toBe(true)
  })
  it('columns that the engine cannot tell apart are refused', async () => {
    const rows = flatRows().map((row) => ({ ...row, AGE: row['age'] as string }))
    const twice = flatStudy({
      candidates: [
        { name: 'age', type: 'integer' },
        { name: 'AGE', type: 'integer' },
      ],
    })
    expect((await refusedFile(twice, file(csvText(rows)))).rules).toEqual(['ambiguous-column'])
  })
})
