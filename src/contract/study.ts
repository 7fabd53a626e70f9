import { readFileSync, statSync } from 'node:fs'
import { type Study, study as studySchema } from '../../data-schemas/study.js'
import { type Issue, RefusedError } from '../errors.js'
import { depthOf, hasForbiddenKey } from '../hostile-json.js'
import { firstBadOffset } from './json-position.js'
import { schemaIssues } from './schema-issues.js'
import { studyIssues } from './study-checks.js'

const refuse = (where: string, issue: Omit<Issue, 'severity'>): never => {
  throw new RefusedError('study-refused', [{ ...issue, severity: 'refuse' }], where)
}

/** Largest study that is read, in bytes, and deepest nesting that is parsed. */
const LARGEST = 5 * 1024 * 1024
const DEEPEST = 32

const bytesOf = (path: string): Buffer => {
  const what = statSync(path, { throwIfNoEntry: false })
  if (what === undefined) {
    return refuse(path, {
      rule: 'missing-file',
      expected: 'a study file',
      found: 'no such file',
      advice: 'Check the path.',
    })
  }
  if (what.isDirectory()) {
    return refuse(path, {
      rule: 'file-expected',
      expected: 'a study file',
      found: 'a folder',
      advice: 'Name the JSON file itself.',
    })
  }
  if (what.size > LARGEST) {
    return refuse(path, {
      rule: 'too-large',
      expected: `a study of at most ${LARGEST} bytes`,
      found: `${what.size} bytes`,
      advice: 'Name the study, not the data.',
    })
  }
  try {
    return readFileSync(path)
  } catch {
    return refuse(path, {
      rule: 'unreadable-file',
      expected: 'a file that can be read',
      found: 'a file that the system does not open',
      advice: 'Check the permissions.',
    })
  }
}

const textOf = (bytes: Uint8Array, where: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refuse(where, {
      rule: 'not-utf8',
      expected: 'text in UTF-8',
      found: 'bytes that are not UTF-8',
      advice: 'Save the file as UTF-8.',
    })
  }
}

const jsonOf = (text: string, where: string): unknown => {
  if (text.trim() === '') {
    return refuse(where, {
      rule: 'empty-file',
      expected: 'a study in JSON',
      found: 'an empty file',
      advice: 'Start one with `maatwerkscan init`.',
    })
  }
  const depth = depthOf(text)
  if (depth > DEEPEST) {
    return refuse(where, {
      rule: 'too-deep',
      expected: `nesting of at most ${DEEPEST}`,
      found: String(depth),
      advice: 'A study needs less than half of that.',
    })
  }
  const value = parsedOr(text, where)
  return hasForbiddenKey(value)
    ? refuse(where, {
        rule: 'forbidden-key',
        expected: 'no __proto__, constructor or prototype key',
        found: 'such a key',
        advice: 'Do not use a study from a source you do not trust.',
      })
    : value
}

const parsedOr = (text: string, where: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    const before = text.slice(0, firstBadOffset(text)).split('\n')
    const column = (before.at(-1) ?? '').length + 1
    return refuse(where, {
      rule: 'not-json',
      expected: 'JSON',
      found: `something else at line ${before.length}, column ${column}`,
      advice: 'Look for a missing or superfluous comma, quote or bracket just before that place.',
    })
  }
}

/**
 * Checks a study and fills in its defaults.
 * @param value a parsed JSON value
 * @param where what to name in the error, such as the file
 * Throws {@link RefusedError} `study-refused` (exit 2) with every problem at once.
 */
export const parseStudy = (value: unknown, where: string): Study => {
  const shape = schemaIssues(studySchema, value)
  if (shape.length > 0) throw new RefusedError('study-refused', shape, where)
  const study = studySchema.parse(value)
  const issues = studyIssues(study)
  if (issues.some((issue) => issue.severity === 'refuse')) throw new RefusedError('study-refused', issues, where)
  return study
}

/** Reads a study file. Throws {@link RefusedError} `study-refused` (exit 2): missing, empty, not UTF-8, not JSON (line and column), or refused by {@link parseStudy}. */
export const loadStudy = (path: string): Study => parseStudy(jsonOf(textOf(bytesOf(path), path), path), path)
