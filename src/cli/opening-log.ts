import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { opening as openingSchema } from '../../data-schemas/adoption.js'
import { canonicalJson } from '../digest.js'
import { WorkbenchError } from '../errors.js'
import { type OpeningLog, type OpeningPlace, recordOpening } from '../ranking/adoption.js'

/** Name of the log of openings, beside the run folders. */
export const OPENINGS = 'openings.jsonl'

const broken = (path: string, found: string): WorkbenchError =>
  new WorkbenchError('opening-log-broken', {
    expected: 'a log of openings, one to a line',
    found,
    where: path,
    advice: 'take the log from the version store; an opening is never changed or removed',
    exit: 3,
  })

const parsed = (line: string, path: string): OpeningLog[number] => {
  try {
    return openingSchema.parse(JSON.parse(line)) as OpeningLog[number]
  } catch {
    throw broken(path, 'a line that is none')
  }
}

const read = (path: string): OpeningLog => {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parsed(line, path))
}

const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

/** Holds the log for one change, so that two runs that end together do not write the same number. */
const locked = <T>(path: string, work: () => T): T => {
  const lock = `${path}.lock`
  for (let attempt = 0; ; attempt += 1) {
    try {
      closeSync(openSync(lock, 'wx'))
      break
    } catch (cause) {
      const taken = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
      if (taken && attempt < 100) pause(50)
      else
        throw new WorkbenchError('cannot-write', {
          expected: 'a log of openings that can be written',
          found: taken ? 'one that another run holds' : 'a place that cannot be written',
          where: path,
          advice: taken ? `when no run is busy, remove ${lock}` : 'check that you may write there',
          cause,
        })
    }
  }
  try {
    return work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/**
 * Writes an opening of the test side to the log beside the run folder, before it is opened. The same run again is the same opening.
 * Throws `opening-log-broken` (exit 3) when the chain does not hold, and `cannot-write`.
 * @param out the run folder; the log lies in the folder that holds it
 */
export const logOpening = (out: string, opening: Parameters<typeof recordOpening>[1]): OpeningPlace => {
  const path = join(dirname(resolve(out)), OPENINGS)
  mkdirSync(dirname(path), { recursive: true })
  return locked(path, () => {
    const before = read(path)
    const { log, place } = recordOpening(before, opening)
    for (const line of log.slice(before.length)) appendFileSync(path, `${canonicalJson(line)}\n`)
    return place
  })
}
