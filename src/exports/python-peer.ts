import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WorkbenchError } from '../errors.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { ParityEngine, ParityRequest } from './export.js'
import type { EngineScores } from './parity.js'

/** What Python is asked: a program that reads the files in the folder it is given and writes `scores.json` there. */
interface PythonTask {
  readonly engine: string
  /** Leaves with {@link NOT_AT_HAND} where a package or Java is missing. */
  readonly program: string
  readonly files: ReadonlyMap<string, Uint8Array | string>
}

/** Exit code of a program that finds its package missing. */
export const NOT_AT_HAND = 3
const LONGEST = 600_000
const LAST_LINES = 600

type Ended =
  | { readonly kind: 'done' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly text: string }

/** The Python of the environment variable MAATWERKSCAN_PYTHON, else the one on the path. */
const pythonCommand = (): string => process.env['MAATWERKSCAN_PYTHON'] ?? 'python3'

const run = (program: string, folder: string): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(pythonCommand(), ['-c', program, folder], { timeout: LONGEST }, (error, _, stderr) => {
      if (error === null) resolve({ kind: 'done' })
      else if (error.code === NOT_AT_HAND || String(error.code) === 'ENOENT') resolve({ kind: 'absent' })
      else resolve({ kind: 'failed', text: stderr.slice(-LAST_LINES).trim() || error.message })
    })
  })

interface Answer {
  readonly engine: string
  readonly linearPredictor: readonly (number | null)[]
  readonly probability: readonly (number | null)[]
  readonly refused: readonly number[]
}

const column = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN)

const failed = (engine: string, found: string): WorkbenchError =>
  new WorkbenchError('engine-failed', {
    expected: 'scores for every row',
    found,
    where: engine,
    advice: 'the export was not checked there and was not written; report this with the model',
  })

/**
 * Lets a program in Python score rows, in a folder of its own that is removed afterwards.
 * @returns undefined where Python, a package or Java is not at hand
 * @throws WorkbenchError `engine-failed` when the program fails, with its last lines
 */
const scoreInPython = async (task: PythonTask): Promise<EngineScores | Undefined> => {
  const folder = mkdtempSync(join(tmpdir(), 'export-check-'))
  try {
    for (const [name, content] of task.files) writeFileSync(join(folder, name), content)
    const ended = await run(task.program, folder)
    if (ended.kind === 'absent')
      return undefinedBecause('not installed in this Python; name another one in MAATWERKSCAN_PYTHON')
    if (ended.kind === 'failed') throw failed(task.engine, ended.text)
    const answer = JSON.parse(readFileSync(join(folder, 'scores.json'), 'utf8')) as Answer
    return {
      engine: answer.engine,
      linearPredictor: column(answer.linearPredictor),
      probability: column(answer.probability),
      refused: Uint8Array.from(answer.refused),
      rank: null,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What an engine in Python is given: the exported file, and the rows in the form that its program reads. */
interface PythonEngine extends Pick<ParityEngine, 'engine' | 'tolerance'> {
  readonly program: string
  readonly file: string
  readonly rows: { readonly name: string; readonly text: (request: ParityRequest) => string }
}

/** An engine that runs an exported file in Python. */
export const pythonEngine = ({ engine, tolerance, program, file, rows }: PythonEngine): ParityEngine => ({
  engine,
  tolerance,
  keyed: false,
  anyType: false,
  run: (request) =>
    scoreInPython({
      engine,
      program,
      files: new Map<string, Uint8Array | string>([
        [file, request.files.get(file) as Uint8Array],
        [rows.name, rows.text(request)],
      ]),
    }),
})
