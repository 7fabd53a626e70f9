import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ZodType } from 'zod'
import { type Model, type ModelManifest, modelManifest, model as modelSchema } from '../../data-schemas/artifact.js'
import { sha256 } from '../digest.js'
import type { Issue } from '../errors.js'
import { consistencyProblems } from './consistency.js'
import { modelIdOf } from './freeze.js'
import { goldenProblems } from './golden-check.js'
import { fileProblem, parseCanonical, type Read, readBounded } from './safe-json.js'

type Parsed<T> = { readonly value: T | null; readonly problems: readonly Issue[] }

const parseAs = <T>(bytes: Read<Uint8Array>, name: string, schema: ZodType<T>): Parsed<T> => {
  if (bytes.kind === 'problem') return { value: null, problems: [bytes.problem] }
  const json = parseCanonical(bytes.value, name)
  if (json.kind === 'problem') return { value: null, problems: [json.problem] }
  const checked = schema.safeParse(json.value)
  if (checked.success) return { value: json.value as T, problems: [] }
  const found = checked.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'top'}: ${issue.message}`)
  const more = checked.error.issues.length > 5 ? `; and ${checked.error.issues.length - 5} more` : ''
  return {
    value: null,
    problems: [
      fileProblem('not-in-schema', name, { expected: 'format version 1', found: `${found.join('; ')}${more}` }),
    ],
  }
}

const bytesProblems = (file: ModelManifest['files'][number], bytes: Uint8Array): readonly Issue[] => {
  const digest = sha256(bytes)
  return [
    ...(bytes.length === file.bytes
      ? []
      : [fileProblem('wrong-size', file.name, { expected: `${file.bytes} bytes`, found: `${bytes.length} bytes` })]),
    ...(digest === file.sha256
      ? []
      : [fileProblem('wrong-digest', file.name, { expected: `SHA-256 ${file.sha256}`, found: digest })]),
  ]
}

const listedProblems = (manifest: ModelManifest): readonly Issue[] => {
  const names = manifest.files.map((file) => file.name)
  const once = new Set(names).size === names.length && !names.includes('manifest.json') && names.includes('model.json')
  return once
    ? []
    : [
        fileProblem('wrong-manifest', 'manifest.json', {
          expected: 'model.json and each other file, once',
          found: names.join(', '),
        }),
      ]
}

const modelProblems = (model: Model, manifest: ModelManifest | null): readonly Issue[] => {
  const id = modelIdOf(model)
  const idProblems = [
    ...(id === model.modelId
      ? []
      : [
          fileProblem('wrong-model-id', 'model.json', {
            expected: `id ${id}, the digest of its content`,
            found: model.modelId,
          }),
        ]),
    ...(manifest === null || manifest.modelId === model.modelId
      ? []
      : [fileProblem('other-model', 'manifest.json', { expected: `id ${model.modelId}`, found: manifest.modelId })]),
  ]
  const consistency = consistencyProblems(model)
  return [...idProblems, ...consistency, ...(consistency.length === 0 ? goldenProblems(model) : [])]
}

/** Result of all checks on a folder. The model is what was parsed, to be used only when there is no problem. */
export type Checked = { readonly model: Model | null; readonly files: number; readonly problems: readonly Issue[] }
/** Files by name: bytes, or the reason why they were not read. */
export type Contents = ReadonlyMap<string, Read<Uint8Array>>

/** What may lie in a model folder beside what its manifest seals: the builder's signature, which cannot seal itself. */
export const UNSEALED: readonly string[] = ['model.sig']

const absent = (name: string): Read<Uint8Array> => ({
  kind: 'problem',
  problem: fileProblem('unreadable-file', name, { expected: 'a file that can be read', found: 'no such file' }),
})

const extraProblems = (found: readonly string[], expected: readonly string[]): readonly Issue[] => {
  const list = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ')
  const extra = found.filter((name) => !expected.includes(name) && !UNSEALED.includes(name)).sort()
  return extra.length === 0
    ? []
    : [fileProblem('extra-file', 'folder', { expected: `only ${list(expected)}`, found: list(extra.slice(0, 5)) })]
}

/** Every check there is, on files that were read. Pure. */
export const checkContents = (contents: Contents): Checked => {
  const of = (name: string): Read<Uint8Array> => contents.get(name) ?? absent(name)
  const manifest = parseAs(of('manifest.json'), 'manifest.json', modelManifest)
  const listed = manifest.value?.files ?? []
  const files = listed.flatMap((file) => {
    const content = of(file.name)
    if (content.kind === 'read') return bytesProblems(file, content.value)
    return file.name === 'model.json' ? [] : [content.problem]
  })
  const model = parseAs(of('model.json'), 'model.json', modelSchema)
  const expected = [...new Set(['manifest.json', 'model.json', ...listed.map((file) => file.name)])]
  const problems = [
    ...manifest.problems,
    ...(manifest.value === null ? [] : listedProblems(manifest.value)),
    ...extraProblems([...contents.keys()], expected),
    ...files,
    ...model.problems,
    ...(model.value === null ? [] : modelProblems(model.value, manifest.value)),
  ]
  return { model: model.value, files: expected.length, problems }
}

/** Files that a model folder may hold at most; more is not looked at. */
const MOST_FILES = 64

const readAll = async (folder: string): Promise<Contents> => {
  const names = await readdir(folder)
  const seen = names.length > MOST_FILES ? ['manifest.json', 'model.json'] : names
  const contents = new Map<string, Read<Uint8Array>>()
  for (const name of seen) contents.set(name, await readBounded(join(folder, name), name))
  for (const name of names) if (!contents.has(name)) contents.set(name, absent(name))
  return contents
}

interface Found {
  readonly found: string
  readonly advice: string
}

const NAME_IT = 'name the model folder, for example RUN/model'

/** What was found where no folder could be read, and what to do about it. */
const unread = (cause: unknown): Found => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        found: 'no such folder',
        advice: `check the path and ${NAME_IT}; a run has none where a gate refused, unless --draft keeps it`,
      }
    case 'EACCES':
    case 'EPERM':
      return { found: 'a folder that may not be read', advice: 'ask for the right to read it' }
    default:
      return { found: code === undefined ? 'a folder that cannot be checked' : `an error: ${code}`, advice: NAME_IT }
  }
}

/** Reads every file of a model folder once, so that all checks see the same bytes; never throws for a bad folder. */
export const readContents = async (folder: string): Promise<Read<Contents>> => {
  const refuse = (found: Found): Read<Contents> => ({
    kind: 'problem',
    problem: fileProblem('no-model', 'folder', { expected: 'a folder with manifest.json and model.json', ...found }),
  })
  try {
    if (!(await lstat(folder)).isDirectory())
      return refuse({ found: 'something that is not a folder', advice: NAME_IT })
    return { kind: 'read', value: await readAll(folder) }
  } catch (cause) {
    return refuse(unread(cause))
  }
}

/** Reads a folder once and checks what was read; never throws for a bad folder. */
export const checkFolder = async (folder: string): Promise<Checked> => {
  const contents = await readContents(folder)
  return contents.kind === 'read'
    ? checkContents(contents.value)
    : { model: null, files: 0, problems: [contents.problem] }
}
