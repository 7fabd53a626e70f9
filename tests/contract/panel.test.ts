import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contractRoom } from '../../src/contract/contract-room.js'
import { writeQuarantine } from '../../src/contract/quarantine.js'
import {
  check,
  folder,
  issueOf,
  type Panel,
  panel,
  panelFolder,
  panelStudy,
  type Row,
  withEngine,
} from './support/fixtures.js'

const lenient = panelStudy({ contract: { maxFailingShare: 0.5 } })
const broken = (change: (tables: Panel) => void): string => {
  const tables = panel()
  change(tables)
  return panelFolder(tables)
}
/** Changes the first rows of one table for fifteen different people. */
const people = (rows: Row[], change: (row: Row, index: number) => void): void => {
  const seen = new Set<string>()
  for (const row of rows) {
    const id = row['client_id'] as string
    if (seen.has(id) || seen.size === 15) continue
    change(row, seen.size)
    seen.add(id)
  }
}

describe('a sound panel', () => {
  it('passes without a single remark', async () => {
    const result = await check(panelStudy(), panelFolder(panel()))
    expect(result.issues).toEqual([])
    expect(result.passed).toBe(true)
    expect(result.tables.map(({ name, rows, refusedRows }) => [name, rows, refusedRows])).toEqual([
      ['snapshots', 720, 0],
      ['clients', 60, 0],
      ['bijstand', 15, 0],
      ['audit', 60, 0],
    ])
  })
  it('passes with the contracts that ship with the workbench named in place of its own', async () => {
    const study = panelStudy({
      data: {
        kind: 'panel',
        tables: {
          snapshots: { contract: 'snapshots' },
          clients: { contract: 'clients' },
          bijstand: { contract: 'bijstand' },
          audit: { contract: 'audit' },
        },
      },
    })
    await expect(check(study, panelFolder(panel()))).rejects.toThrow(/daily_wage/)
  })
})

describe('spells that follow each other', () => {
  it('may share the day on which one ends and the next begins', async () => {
    const path = broken(({ bijstand }) => {
      bijstand.push({ client_id: 'C0000004', start_date: '2021-12-31', end_date: '' })
    })
    expect((await check(panelStudy(), path)).issues).toEqual([])
  })
})

describe('faults between rows and tables, each refused at a bound of 0', () => {
  it.each<readonly [string, string, number, (tables: Panel) => void]>([
    [
      'duplicate-key',
      'snapshots',
      15,
      ({ snapshots }) => {
        const copies: Row[] = []
        people(snapshots, (row) => copies.push({ ...row }))
        snapshots.push(...copies)
      },
    ],
    [
      'conflicting-key',
      'snapshots',
      30,
      ({ snapshots }) => {
        const copies: Row[] = []
        people(snapshots, (row) => copies.push({ ...row, ww_amount: '1.00' }))
        snapshots.push(...copies)
      },
    ],
    [
      'conflicting-key',
      'clients',
      30,
      ({ clients }) => {
        const copies: Row[] = []
        people(clients, (row) => copies.push({ ...row, ww_right_months: '24' }))
        clients.push(...copies)
      },
    ],
    [
      'months-left-over-right',
      'snapshots',
      15,
      ({ snapshots }) =>
        people(snapshots, (row) => {
          row['ww_months_left'] = '24'
        }),
    ],
    [
      'negative',
      'snapshots',
      15,
      ({ snapshots }) =>
        people(snapshots, (row, i) => {
          row['ww_months_left'] = i % 2 === 0 ? '-1' : '-99'
        }),
    ],
    [
      'out-of-range',
      'clients',
      15,
      ({ clients }) =>
        people(clients, (row, i) => {
          row['age_first_ww_day'] = i % 2 === 0 ? '0' : '117'
        }),
    ],
    [
      'not-a-boolean',
      'snapshots',
      15,
      ({ snapshots }) =>
        people(snapshots, (row) => {
          row['side_income'] = '-1'
        }),
    ],
    [
      'decimal-comma',
      'snapshots',
      15,
      ({ snapshots }) =>
        people(snapshots, (row) => {
          row['ww_amount'] = '912,55'
        }),
    ],
    [
      'mixed-date-formats',
      'snapshots',
      15,
      ({ snapshots }) =>
        people(snapshots, (row) => {
          row['snapshot_date'] = '04-01-2021'
        }),
    ],
    [
      'pattern',
      'clients',
      15,
      ({ clients }) =>
        people(clients, (row) => {
          row['municipality'] = 'GM518'
        }),
    ],
    [
      'orphan-person',
      'snapshots',
      180,
      ({ clients }) => {
        clients.splice(0, 15)
      },
    ],
    [
      'event-end-before-start',
      'bijstand',
      15,
      ({ bijstand }) =>
        people(bijstand, (row) => {
          row['end_date'] = '2021-01-01'
        }),
    ],
    [
      'overlapping-events',
      'bijstand',
      15,
      ({ bijstand }) => {
        const more: Row[] = []
        people(bijstand, (row) => more.push({ ...row, start_date: '2021-07-01', end_date: '' }))
        bijstand.push(...more)
      },
    ],
    [
      'event-before-snapshot-while-listed',
      'snapshots',
      90,
      ({ bijstand }) =>
        people(bijstand, (row) => {
          row['start_date'] = '2021-02-10'
          row['end_date'] = '2021-12-31'
        }),
    ],
    [
      'constant-delivery',
      'snapshots',
      60,
      ({ snapshots }) => {
        for (const row of snapshots) if (row['snapshot_date'] === '2021-02-01') row['tw_supplement'] = 'false'
      },
    ],
  ])('%s in %s', async (rule, table, count, change) => {
    const path = broken(change)
    const result = await check(panelStudy(), path)
    expect(result.passed).toBe(false)
    const own = result.issues.filter((issue) => issue.rule === rule && issue.table === table)
    expect(own).toHaveLength(1)
    expect(own[0]).toMatchObject({ count, severity: 'refuse' })
    expect(JSON.stringify({ ...result, data: '' })).not.toMatch(/C0000|912,55|GM518|-99/)
    const all = own[0]?.rows === count
    if (all) return
    const on = await check(lenient, path)
    expect(on.passed).toBe(true)
    expect(on.issues.find((issue) => issue.rule === rule && issue.table === table)).toMatchObject({
      count,
      severity: 'refused-rows',
    })
  })
  it('all of several faults come back at once', async () => {
    const result = await check(
      panelStudy(),
      broken(({ snapshots, clients, bijstand }) => {
        people(snapshots, (row) => {
          row['ww_months_left'] = '-1'
        })
        people(clients, (row) => {
          row['municipality'] = 'GM518'
        })
        people(bijstand, (row) => {
          row['end_date'] = '2021-01-01'
        })
      }),
    )
    expect(result.issues.map(({ rule }) => rule).sort()).toEqual(['event-end-before-start', 'negative', 'pattern'])
  })
})

describe('what hangs on a refused row leaves with it', () => {
  const rowsOf = async (path: string): Promise<Record<string, number>> =>
    Object.fromEntries((await check(lenient, path)).tables.map(({ name, rows }) => [name, rows]))
  it('one of the exact copies stays', async () => {
    const path = broken(({ snapshots }) => {
      const copies: Row[] = []
      people(snapshots, (row) => copies.push({ ...row }, { ...row }))
      snapshots.push(...copies)
    })
    expect(await rowsOf(path)).toMatchObject({ snapshots: 720, clients: 60 })
  })
  it('the snapshots of a refused client leave', async () => {
    const path = broken(({ clients }) =>
      people(clients, (row) => {
        row['age_first_ww_day'] = '117'
      }),
    )
    expect(await rowsOf(path)).toMatchObject({ clients: 45, snapshots: 540 })
  })
  it('people whose event cannot be believed leave, because their outcome is not known', async () => {
    const path = broken(({ bijstand }) =>
      people(bijstand, (row) => {
        row['end_date'] = '2021-01-01'
      }),
    )
    const result = await check(
      panelStudy({ contract: { maxFailingShare: 0, rules: { 'event-end-before-start': 0.999 } } }),
      broken(({ bijstand }) => {
        for (const row of bijstand.slice(1)) row['end_date'] = '2021-01-01'
      }),
    )
    expect(issueOf(result, 'outcome-unclear')).toMatchObject({ count: 14, severity: 'refused-rows' })
    expect((await check(lenient, path)).passed).toBe(false)
  })
  it('the earlier of two overlapping spells stays, with its person', async () => {
    const path = broken(({ bijstand }) => {
      const more: Row[] = []
      people(bijstand, (row) => more.push({ ...row, start_date: '2021-07-01', end_date: '' }))
      bijstand.push(...more)
    })
    expect(await rowsOf(path)).toMatchObject({ bijstand: 15, clients: 60, snapshots: 720 })
  })
})

describe('what is worth a question but refuses nothing', () => {
  it('clients without snapshots', async () => {
    const result = await check(
      panelStudy(),
      broken(({ snapshots }) => {
        snapshots.splice(0, 12 * 15)
      }),
    )
    expect(issueOf(result, 'client-without-snapshots')).toMatchObject({ count: 15, severity: 'warn' })
    expect(result.passed).toBe(true)
  })
  it('a week that is missing, and a week with half the people', async () => {
    const without = (week: string, share: number): string =>
      broken((tables) => {
        const kept = tables.snapshots.filter((row, i) => row['snapshot_date'] !== week || i % 24 < 24 * share)
        tables.snapshots.splice(0, tables.snapshots.length, ...kept)
      })
    expect(issueOf(await check(panelStudy(), without('2021-02-01', 0)), 'missing-week')).toMatchObject({
      severity: 'warn',
    })
    const thin = await check(
      panelStudy(),
      broken((tables) => {
        const kept = tables.snapshots.filter(
          (row) => row['snapshot_date'] !== '2021-02-01' || Number(row['client_id']?.slice(1)) < 20,
        )
        tables.snapshots.splice(0, tables.snapshots.length, ...kept)
      }),
    )
    expect(issueOf(thin, 'thin-week').found).toContain('2021-02-01')
  })
  it('white space and capitals in declared texts', async () => {
    const path = broken(({ clients }) =>
      people(clients, (row) => {
        row['sector'] = ` ${(row['sector'] as string).toUpperCase()}`
      }),
    )
    const result = await check(panelStudy(), path)
    expect(issueOf(result, 'text-variant')).toMatchObject({ count: 15, severity: 'warn' })
    expect(result.passed).toBe(true)
    expect(
      result.tables.find(({ name }) => name === 'clients')?.columns.find(({ name }) => name === 'sector')?.distinct,
    ).toBe(2)
    expect((await check(panelStudy({ contract: { rules: { 'text-variant': 0.1 } } }), path)).passed).toBe(false)
  })
  it('columns that the study does not use', async () => {
    const result = await check(
      panelStudy(),
      broken(({ clients }) => {
        for (const row of clients) row['extra'] = 'x'
      }),
    )
    expect(issueOf(result, 'unused-column')).toMatchObject({ column: 'extra', severity: 'note' })
  })
})

describe('person numbers', () => {
  const bsn = (seed: number): string => {
    for (let number = 100_000_000 + seed * 1237; ; number += 1) {
      const digits = String(number).split('').map(Number)
      const sum = digits.reduce((total, digit, i) => total + digit * (i === 8 ? -1 : 9 - i), 0)
      if (sum % 11 === 0) return String(number)
    }
  }
  it('a column that passes the eleven-test is refused with the advice to pseudonymise, used or not', async () => {
    const result = await check(
      panelStudy(),
      broken(({ clients }) =>
        clients.forEach((row, i) => {
          row['burgernr'] = bsn(i)
        }),
      ),
    )
    expect(issueOf(result, 'bsn-like')).toMatchObject({
      table: 'clients',
      column: 'burgernr',
      severity: 'refuse',
      count: null,
    })
    expect(issueOf(result, 'bsn-like').advice).toContain('Pseudonymise')
    expect(JSON.stringify(result)).not.toContain(bsn(3))
  })
  it('nine random digits do not', async () => {
    const result = await check(
      panelStudy(),
      broken(({ clients }) =>
        clients.forEach((row, i) => {
          row['burgernr'] = String(100_000_007 + i * 7_654_321)
        }),
      ),
    )
    expect(result.passed).toBe(true)
  })
  it('four in five do, three in four do not', async () => {
    const share = (good: number): string =>
      broken(({ clients }) =>
        clients.forEach((row, i) => {
          row['burgernr'] = i % 20 < good ? bsn(i) : '123456780'
        }),
      )
    expect((await check(panelStudy(), share(16))).passed).toBe(false)
    expect((await check(panelStudy(), share(15))).passed).toBe(true)
  })
})

describe('the quarantine', () => {
  it('holds the refused rows as they were, with the rules they broke, and is written on request only', async () => {
    await withEngine(async (engine) => {
      const path = broken(({ snapshots }) =>
        people(snapshots, (row) => {
          row['ww_months_left'] = '-1'
          row['side_income'] = 'perhaps'
        }),
      )
      const { opened, result } = await contractRoom(engine, lenient, path)
      expect(result.tables[0]).toMatchObject({ rows: 705, refusedRows: 15 })
      expect(readdirSync(path)).toHaveLength(4)
      const target = join(folder(), 'quarantine')
      expect(existsSync(target)).toBe(false)
      const written = await writeQuarantine(engine, opened, target)
      expect(written).toEqual([join(target, 'refused-snapshots.csv')])
      const lines = readFileSync(written[0] as string, 'utf8')
        .trim()
        .split('\n')
      expect(lines).toHaveLength(16)
      expect(lines[1]).toMatch(/^0,.*negative \(ww_months_left\).*not-a-boolean|not-a-boolean.*negative/)
      expect(lines[1]).toContain('perhaps')
    })
  })
})
