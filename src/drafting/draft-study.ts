import type { CsvFormat } from '../../data-schemas/columns.js'
import type { StudyInput } from '../../data-schemas/study.js'
import { RefusedError } from '../errors.js'
import type { ColumnProfile } from './column-profile.js'
import { type ColumnRole, groundOf, roleOf } from './column-role.js'

/** What the drafter of a study says about the table. Everything but the outcome may be left open. */
export interface Answers {
  readonly outcome: string
  /** Values of the outcome that count as "it happened". */
  readonly positive: readonly string[]
  readonly person?: string
  readonly time?: string
  /** Columns by which groups are audited; they are no candidates. Default: those whose name points to a protected ground. */
  readonly audit?: readonly string[]
  readonly legalBasis?: string
}

/** A question that the table cannot answer. */
export type Question = 'positive' | 'person' | 'time' | 'audit' | 'legal-basis' | 'purpose'

/** A drafted study, and what is still open. */
export interface Draft {
  readonly study: StudyInput
  readonly open: readonly Question[]
  /** Columns that are no candidates, and why. */
  readonly leftOut: readonly {
    readonly column: string
    readonly because: 'outcome' | 'person' | 'time' | 'audit' | Exclude<ColumnRole['kind'], 'candidate'>
  }[]
}

/** Most candidates that a drafted study selects. */
const SIZE = 9

/** The rarer value of an outcome with two values: what usually "happened". Empty when that is no question of two. */
export const rarerValue = (profile: ColumnProfile | undefined): readonly string[] => {
  const levels = profile?.levels ?? []
  const last = levels[levels.length - 1]
  return levels.length === 2 && last !== undefined ? [last.value] : []
}

const unknown = (what: string, column: string, profiles: readonly ColumnProfile[]) => ({
  rule: 'unknown-column',
  column,
  expected: `a column of the table for the ${what}`,
  found: `"${column}"`,
  advice: `The table has: ${profiles.map(({ name }) => name).join(', ')}.`,
  severity: 'refuse' as const,
})

const check = (profiles: readonly ColumnProfile[], answers: Answers): void => {
  const asked = [
    ['outcome', answers.outcome],
    ['person', answers.person],
    ['time', answers.time],
    ...(answers.audit ?? []).map((column) => ['audit', column] as const),
  ] as const
  const issues = asked.flatMap(([what, column]) =>
    column === undefined || profiles.some(({ name }) => name === column) ? [] : [unknown(what, column, profiles)],
  )
  const levels = profiles.find(({ name }) => name === answers.outcome)?.levels
  const outcome = profiles.find(({ name }) => name === answers.outcome)
  const undecided =
    outcome !== undefined && answers.positive.length === 0 && rarerValue(outcome).length === 0
      ? [
          {
            rule: 'positive-needed',
            column: answers.outcome,
            expected: 'an outcome with two values, or the values that mean it happened',
            found: `${outcome.distinct} values`,
            advice:
              levels == null
                ? 'The outcome has too many values to be one: name another column.'
                : `Name them with --positive. The outcome has: ${levels.map((level) => level.value).join(', ')}.`,
            severity: 'refuse' as const,
          },
        ]
      : []
  const strangers = answers.positive.filter((value) => levels?.some((level) => level.value === value) !== true)
  const wrong = strangers.map((value) => ({
    rule: 'unknown-value',
    column: answers.outcome,
    expected: 'a value of the outcome',
    found: `"${value}"`,
    advice:
      levels == null
        ? 'The outcome has too many values to be one: name another column.'
        : `The outcome has: ${levels.map((level) => level.value).join(', ')}.`,
    severity: 'refuse' as const,
  }))
  const all = [...issues, ...(issues.length === 0 ? [...undecided, ...wrong] : [])]
  if (all.length > 0) throw new RefusedError('draft-refused', all)
}

type CandidateInput = StudyInput['candidates'][number]

const candidateOf = (
  profile: ColumnProfile,
  role: ColumnRole & { kind: 'candidate' },
  answers: Answers,
): CandidateInput => {
  const ground = groundOf(profile.name)
  return {
    name: profile.name,
    type: role.type,
    encoding: 'woe',
    expected: 'any',
    ...((role.type === 'integer' || role.type === 'number') && profile.negative === 0 ? { min: 0 } : {}),
    ...(answers.legalBasis === undefined ? {} : { legalBasis: answers.legalBasis }),
    ...(ground === null ? {} : { protectedGround: ground }),
  }
}

const auditOf = (answers: Answers, profiles: readonly ColumnProfile[]): readonly string[] =>
  answers.audit ??
  profiles
    .map(({ name }) => name)
    .filter((name) => groundOf(name) !== null && ![answers.outcome, answers.person, answers.time].includes(name))

const openOf = (answers: Answers): readonly Question[] => [
  ...(answers.positive.length === 0 ? (['positive'] as const) : []),
  ...(answers.person === undefined ? (['person'] as const) : []),
  ...(answers.time === undefined ? (['time'] as const) : []),
  ...(answers.audit === undefined ? (['audit'] as const) : []),
  ...(answers.legalBasis === undefined ? (['legal-basis'] as const) : []),
  'purpose',
]

const groupsOf = (profile: ColumnProfile): { readonly groups?: number[] } => {
  const role = roleOf(profile)
  const number = role.kind === 'candidate' && (role.type === 'integer' || role.type === 'number')
  return number && groundOf(profile.name) === 'age' ? { groups: [27, 35, 45, 55] } : {}
}

/**
 * Drafts a study from the profiles of a table's columns. Candidates are all columns that can be one; nothing is decided that only
 * people can decide. A column whose name points to a protected ground is audited and left out as a candidate, until someone says otherwise.
 * @throws RefusedError when a named column or value is not in the table: all of them at once
 */
export const draftStudy = (
  profiles: readonly ColumnProfile[],
  answers: Answers,
  of: { readonly name: string; readonly csv: CsvFormat | null },
): Draft => {
  check(profiles, answers)
  const audit = auditOf(answers, profiles)
  const roles = profiles.map((profile) => ({ profile, role: roleOf(profile) }))
  const used = (name: string): Draft['leftOut'][number]['because'] | null => {
    if (name === answers.outcome) return 'outcome'
    if (name === answers.person) return 'person'
    if (name === answers.time) return 'time'
    return audit.includes(name) ? 'audit' : null
  }
  const candidates = roles.flatMap(({ profile, role }) =>
    used(profile.name) === null && role.kind === 'candidate' ? [candidateOf(profile, role, answers)] : [],
  )
  const comma = roles.some(({ role }) => role.kind === 'candidate' && role.decimal === ',')
  const dutch = roles.some(({ role }) => role.kind === 'candidate' && role.dates === 'dutch')
  const nothings = [...new Set(['', ...profiles.flatMap(({ nothings: own }) => own)])].sort()
  const positive =
    answers.positive.length > 0 ? answers.positive : rarerValue(profiles.find(({ name }) => name === answers.outcome))
  const title = of.name.replaceAll('-', ' ')
  const study: StudyInput = {
    name: of.name,
    title: { nl: title, en: title },
    data: {
      kind: 'flat',
      ...(of.csv === null
        ? {}
        : {
            csv: {
              ...of.csv,
              decimal: comma ? ',' : '.',
              dateFormat: dutch ? 'dutch' : 'iso',
              nullValues: nothings,
            },
          }),
    },
    key: {
      ...(answers.person === undefined ? {} : { person: answers.person }),
      ...(answers.time === undefined ? {} : { time: answers.time }),
    },
    outcome: { kind: 'column', column: answers.outcome, positive: [...positive] },
    split:
      answers.person === undefined
        ? { kind: 'row-modulo', modulus: 4, test: [0] }
        : { kind: 'person-hash', testShare: 0.25 },
    candidates,
    audit: audit.flatMap((name) => {
      const profile = profiles.find((one) => one.name === name)
      return profile === undefined ? [] : [{ name, column: name, ...groupsOf(profile) }]
    }),
    selection: { size: Math.max(1, Math.min(SIZE, candidates.length)) },
    seed: 1,
  }
  return {
    study,
    open: openOf(answers),
    leftOut: roles.flatMap(({ profile, role }) => {
      const because = used(profile.name) ?? (role.kind === 'candidate' ? null : role.kind)
      return because === null ? [] : [{ column: profile.name, because }]
    }),
  }
}
