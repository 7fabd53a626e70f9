import type { AuditAttribute, Candidate, Study } from '../../data-schemas/study.js'
import type { Issue } from '../errors.js'
import { gateChecks } from './gate-checks.js'
import { steadyChecks } from './steady-checks.js'
import { studyIssue } from './study-issue.js'
import { didYouMean } from './suggest.js'

/** Column that a candidate reads; undefined when it reads none of its own (an event before a date, or the audit table). */
export const candidateColumn = (candidate: Candidate): string | undefined =>
  candidate.from === undefined ? candidate.name : candidate.from.kind === 'column' ? candidate.from.column : undefined

const duplicates = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
]

const duplicateNames = (study: Study): readonly Issue[] => [
  ...duplicates(study.candidates.map(({ name }) => name)).map((name) =>
    studyIssue('duplicate-candidate', 'candidates', [
      'every candidate once',
      `"${name}" more than once`,
      'Remove one.',
    ]),
  ),
  ...duplicates(study.audit.map(({ name }) => name)).map((name) =>
    studyIssue('duplicate-audit-attribute', 'audit', [
      'every attribute once',
      `"${name}" more than once`,
      'Remove one.',
    ]),
  ),
  ...duplicates(study.gates.map(({ name }) => name)).map((name) =>
    studyIssue('duplicate-gate', 'gates', ['every gate once', `"${name}" more than once`, 'Rename one.']),
  ),
]

const selectionSize = (study: Study): readonly Issue[] => {
  const { size, keep, never } = study.selection
  const all = study.candidates.length
  const free = study.candidates.filter(({ name }) => !never.includes(name)).length
  if (size > all) {
    return [
      studyIssue('size-over-candidates', 'selection.size', [
        `at most ${all}`,
        `size ${size} of ${all} candidates`,
        'Lower the size or add candidates.',
      ]),
    ]
  }
  return [
    ...(size > free
      ? [
          studyIssue('size-over-candidates', 'selection.size', [
            `at most ${free}, the candidates not in "never"`,
            `size ${size}`,
            'Lower the size or free a candidate.',
          ]),
        ]
      : []),
    ...(keep.length > size
      ? [
          studyIssue('keep-over-size', 'selection.keep', [
            `at most ${size} names`,
            `${keep.length} names`,
            'Raise the size or keep fewer.',
          ]),
        ]
      : []),
  ]
}

const unknownCandidates = (study: Study): readonly Issue[] => {
  const known = study.candidates.map(({ name }) => name)
  const places: readonly (readonly [place: string, name: string])[] = [
    ...study.selection.keep.map((name) => ['selection.keep', name] as const),
    ...study.selection.never.map((name) => ['selection.never', name] as const),
    ...study.screening.overrides.map(({ candidate }) => ['screening.overrides', candidate] as const),
  ]
  return places
    .filter(([, name]) => !known.includes(name))
    .map(([place, name]) =>
      studyIssue('unknown-candidate', place, [
        'the name of a candidate',
        `"${name}"`,
        `Name a declared candidate.${didYouMean(name, known)}`,
      ]),
    )
}

const contradictions = (study: Study): readonly Issue[] =>
  study.selection.keep
    .filter((name) => study.selection.never.includes(name))
    .map((name) =>
      studyIssue('keep-and-never', 'selection', [
        'a candidate in "keep" or in "never"',
        `"${name}" in both`,
        'Remove it from one.',
      ]),
    )

const forbiddenCandidates = (study: Study): readonly Issue[] => {
  const outcomeColumn = study.outcome.kind === 'column' ? study.outcome.column : undefined
  const splitColumn = study.split.kind === 'column' ? study.split.column : undefined
  return study.candidates.flatMap((candidate, index): readonly Issue[] => {
    const column = candidateColumn(candidate)
    const place = `candidates[${index}]`
    if (column === undefined) return []
    if (column === outcomeColumn) {
      return [
        studyIssue('outcome-as-candidate', place, [
          'a column known beforehand',
          `the outcome column "${column}"`,
          'Remove the candidate.',
        ]),
      ]
    }
    if (column === study.key.person || column === study.key.time) {
      return [
        studyIssue('key-as-candidate', place, ['an indicator', `the key column "${column}"`, 'Remove the candidate.']),
      ]
    }
    return column === splitColumn
      ? [
          studyIssue('split-as-candidate', place, [
            'an indicator',
            `the split column "${column}"`,
            'Remove the candidate.',
          ]),
        ]
      : []
  })
}

const names = (candidate: Candidate, attribute: AuditAttribute): boolean => {
  const column = candidate.from?.kind === 'audit' ? candidate.from.column : candidateColumn(candidate)
  return candidate.name === attribute.name || candidate.name === attribute.column || column === attribute.column
}

/**
 * A protected attribute may be judged as a candidate only when its ground is declared. Where the attribute lives in the audit table of a
 * panel it must also be declared `from: audit`, and is then never read. In a flat table, or where an audit attribute is a column of
 * `clients`, one column can serve both; the declared ground is what screening then judges.
 */
const protectedCandidates = (study: Study): readonly Issue[] =>
  study.candidates.flatMap((candidate, index): readonly Issue[] => {
    const attribute = study.audit.find((one) => names(candidate, one))
    const fromAudit = candidate.from?.kind === 'audit'
    const apart = study.data.kind === 'panel' && (attribute?.table ?? 'audit') === 'audit'
    if (attribute === undefined && !fromAudit) return []
    if (candidate.protectedGround !== undefined && (fromAudit || !apart)) return []
    return [
      studyIssue('protected-attribute-as-candidate', `candidates[${index}]`, [
        apart
          ? 'a protected attribute declared with "from": {"kind": "audit"} and its "protectedGround"'
          : 'a protected attribute with its "protectedGround" declared',
        `the candidate "${candidate.name}", which is the audit attribute "${attribute?.name ?? candidate.name}"`,
        'Remove it from the candidates, or declare the ground so that screening can judge it.',
      ]),
    ]
  })

const candidateDetails = (study: Study): readonly Issue[] =>
  study.candidates.flatMap((candidate, index): readonly Issue[] => {
    const place = `candidates[${index}]`
    const edges = candidate.bins?.edges ?? []
    const rising = edges.every((edge, at) => at === 0 || edge > (edges[at - 1] as number))
    return [
      ...(rising
        ? []
        : [
            studyIssue('edges-not-increasing', `${place}.bins.edges`, [
              'strictly increasing cut points',
              'others',
              'Sort them and remove equal ones.',
            ]),
          ]),
      ...(edges.length > 0 && candidate.bins?.reason === undefined
        ? [
            studyIssue('edges-without-reason', `${place}.bins`, [
              'a reason beside cut points fixed by hand',
              'none',
              'Add "reason".',
            ]),
          ]
        : []),
      ...(candidate.min !== undefined && candidate.max !== undefined && candidate.min > candidate.max
        ? [studyIssue('range-reversed', place, ['min at most max', 'min above max', 'Swap them.'])]
        : []),
      ...(candidate.from !== undefined && study.data.kind === 'flat' && candidate.from.kind === 'event-before'
        ? [
            studyIssue('event-in-flat-table', `${place}.from`, [
              'a column',
              'an event of another table',
              'A flat study has one table.',
            ]),
          ]
        : []),
    ]
  })

const keyNeeds = (study: Study): readonly Issue[] => {
  const { split, key, data } = study
  const needs = (field: 'person' | 'time'): readonly Issue[] =>
    key[field] === undefined && data.kind === 'flat'
      ? [
          studyIssue('split-without-key', `key.${field}`, [
            `the ${field} column, which the split "${split.kind}" needs`,
            'none',
            `Add "key": {"${field}": …}.`,
          ]),
        ]
      : []
  if (split.kind === 'person-hash') return needs('person')
  if (split.kind !== 'time') return []
  const dates = [split.trainFrom, split.trainUntil, split.testFrom, split.testUntil].filter(
    (date) => date !== undefined,
  )
  const ordered = dates.every((date, at) => at === 0 || date > (dates[at - 1] as string))
  return [
    ...needs('time'),
    ...(ordered
      ? []
      : [
          studyIssue('split-dates', 'split', [
            'trainFrom < trainUntil < testFrom < testUntil',
            'dates in another order',
            'The test side lies after the training side.',
          ]),
        ]),
  ]
}

const splitLists = (study: Study): readonly Issue[] => {
  const { split } = study
  if (split.kind === 'column') {
    const train = new Set(split.train.map(String))
    return split.test.some((value) => train.has(String(value)))
      ? [
          studyIssue('split-overlap', 'split', [
            'values that belong to one side',
            'a value on both sides',
            'Remove it from one.',
          ]),
        ]
      : []
  }
  return split.kind === 'row-modulo' && split.test.some((value) => value >= split.modulus)
    ? [
        studyIssue('split-remainder', 'split.test', [
          `remainders below ${split.modulus}`,
          'a larger one',
          'A remainder is below its modulus.',
        ]),
      ]
    : []
}

/** Steps of the funnel that look for a table or a date that the study does not have. */
const pilotSteps = (study: Study): readonly Issue[] => {
  const steps = study.examination.fairness.funnel
  const apart = study.data.kind === 'flat' || study.data.tables.pilot === undefined
  const where = 'examination.fairness.funnel'
  return [
    ...(apart && steps.some(({ table }) => table === 'pilot')
      ? [
          studyIssue('pilot-table', where, [
            'a table "pilot" under "data.tables", for a step that reads it',
            'none',
            'Add it, or leave "table": "pilot" out.',
          ]),
        ]
      : []),
    ...(study.data.kind === 'flat' && study.key.time === undefined && steps.some((step) => step.notBeforeSnapshot)
      ? [
          studyIssue('no-snapshot-date', where, [
            '"key.time", for a step that is not taken before the snapshot',
            'none',
            'Name the date column, or leave "notBeforeSnapshot" out.',
          ]),
        ]
      : []),
  ]
}

const dataShape = (study: Study): readonly Issue[] => {
  const { data, outcome, audit } = study
  const inAuditTable = audit.some(({ table }) => table === 'audit')
  return [
    ...(outcome.kind === 'event' && data.kind === 'flat'
      ? [
          studyIssue('event-in-flat-table', 'outcome', [
            'an outcome column',
            'an event of another table',
            'A flat study has one table.',
          ]),
        ]
      : []),
    ...(outcome.kind === 'column' && data.kind === 'panel'
      ? [
          studyIssue('column-outcome-in-panel', 'outcome', [
            'an outcome event',
            'an outcome column',
            'A panel study observes its outcome in the table bijstand.',
          ]),
        ]
      : []),
    ...(data.kind === 'panel' && inAuditTable && data.tables.audit === undefined
      ? [
          studyIssue('audit-table', 'data.tables.audit', [
            'the table that the audit attributes live in',
            'none',
            'Add it, or name "table": "clients".',
          ]),
        ]
      : []),
    ...pilotSteps(study),
    ...(study.candidates.some(({ protectedGround }) => protectedGround === '')
      ? [studyIssue('protected-ground', 'candidates', ['a ground in words', 'an empty text', 'Name the ground.'])]
      : []),
  ]
}

/** Problems of a study that its schema cannot see, all at once. Candidates without a legal basis are left to screening, which drops them. */
export const studyIssues = (study: Study): readonly Issue[] =>
  [
    duplicateNames,
    selectionSize,
    unknownCandidates,
    contradictions,
    forbiddenCandidates,
    protectedCandidates,
    candidateDetails,
    steadyChecks,
    keyNeeds,
    splitLists,
    ...gateChecks,
    dataShape,
  ].flatMap((check) => check(study))
