import { existsSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import { Command } from 'commander'
import { type Answers, draftStudy, rarerValue } from '../../drafting/draft-study.js'
import { type ReadTable, readTable } from '../../drafting/read-table.js'
import { openDuckDB } from '../../engine/duckdb.js'
import { WorkbenchError } from '../../errors.js'
import { draftText, question } from '../../report/draft-text.js'
import type { Context, ContextOf } from '../context.js'
import { writeText } from '../run-folder.js'

interface InitOptions {
  readonly data: string
  readonly outcome: string
  readonly positive: readonly string[]
  readonly person?: string
  readonly time?: string
  readonly audit: readonly string[]
  readonly legalBasis?: string
  readonly out: string
}

/** Fewest rows of a value that a draft names. */
const MINIMUM = 10

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** A name that a study may have, from the name of a file. */
const nameOf = (path: string): string => {
  const plain = basename(path, extname(path))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return plain === '' ? 'study' : plain
}

const given = (answer: string): string | undefined => (answer.trim() === '' ? undefined : answer.trim())

const listOf = (answer: string): readonly string[] =>
  answer
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** Asks what the flags leave open; an empty answer leaves it open, or takes the suggestion where there is one. */
const askOpen = async (flags: Answers, { profiles }: ReadTable, io: Context): Promise<Answers> => {
  const { ask } = io
  if (ask === undefined) return flags
  const one = async (own: string | undefined, which: 'person' | 'time' | 'legal-basis'): Promise<string | undefined> =>
    own ?? given(await ask(question(which, io.language)))
  const outcome = profiles.find(({ name }) => name === flags.outcome)
  const [suggested] = rarerValue(outcome)
  const positive =
    flags.positive.length > 0
      ? flags.positive
      : listOf(await ask(question('positive', io.language, suggested))).concat()
  const person = await one(flags.person, 'person')
  const time = await one(flags.time, 'time')
  const audit = flags.audit ?? listOf(await ask(question('audit', io.language)))
  const legalBasis = await one(flags.legalBasis, 'legal-basis')
  return {
    outcome: flags.outcome,
    positive: positive.length > 0 ? positive : rarerValue(outcome),
    ...(person === undefined ? {} : { person }),
    ...(time === undefined ? {} : { time }),
    ...(audit.length === 0 ? {} : { audit }),
    ...(legalBasis === undefined ? {} : { legalBasis }),
  }
}

const refuseExisting = (path: string): void => {
  if (!existsSync(path)) return
  throw new WorkbenchError('study-exists', {
    expected: 'a study file that does not exist yet',
    found: 'one that does',
    where: path,
    advice: 'name another file with --out; a study is never overwritten',
  })
}

/** `maatwerkscan init`: drafts a study from a table, and asks what no table can tell. */
export const initCommand = (context: ContextOf): Command =>
  new Command('init')
    .description(
      'Draft a study from a table: types, candidates, groups to audit, and the questions that only people can answer.',
    )
    .requiredOption('--data <file>', 'table: CSV or Parquet')
    .requiredOption('--outcome <column>', 'column that says whether it happened')
    .option(
      '--positive <value>',
      'value of the outcome that means it happened (may be given more than once)',
      collect,
      [],
    )
    .option('--person <column>', 'column that names the person, when a person can have several rows')
    .option('--time <column>', 'column with the date of the row')
    .option(
      '--audit <column>',
      'column whose groups are audited, and that is no candidate (may be given more than once)',
      collect,
      [],
    )
    .option('--legal-basis <text>', 'legal basis on which the candidates may be used')
    .requiredOption('--out <file>', 'study file to write')
    .action(async (options: InitOptions) => {
      const io = context(options)
      const out = resolve(options.out)
      refuseExisting(out)
      const engine = await openDuckDB()
      try {
        const table = await readTable(engine, options.data, { minimum: MINIMUM, progress: io.progress })
        io.stopProgress()
        const { outcome, positive, person, time, audit, legalBasis } = options
        const flags: Answers = {
          outcome,
          positive,
          ...(person === undefined ? {} : { person }),
          ...(time === undefined ? {} : { time }),
          ...(audit.length === 0 ? {} : { audit }),
          ...(legalBasis === undefined ? {} : { legalBasis }),
        }
        const answers = await askOpen(flags, table, io)
        const draft = draftStudy(table.profiles, answers, { name: nameOf(options.data), csv: table.csv })
        writeText(dirname(out), basename(out), `${JSON.stringify(draft.study, null, 2)}\n`)
        io.out(draftText(draft, { language: io.language, columns: io.columns, file: options.out, data: options.data }))
      } finally {
        engine.close()
      }
    })
