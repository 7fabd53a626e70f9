import { basename } from 'node:path'
import { type ReviewAnswers, reviewAnswers } from '../../data-schemas/review-answers.js'
import { fileProblem, parseHostile, readBounded } from '../artifact/safe-json.js'
import { type Issue, RefusedError, WorkbenchError } from '../errors.js'
import type { SigningKey } from '../signing/keys.js'
import { append } from './append.js'
import { dayOf, monthsLater } from './days.js'
import type { LogView, Registry } from './log.js'
import type { RegisteredModel } from './registry-state.js'
import { type CheckedFolder, checkedFolder, governanceOf, type Standing, standingIn } from './standing.js'

/** Who changes the state of a model, and in which registry. */
export interface ChangeOptions extends LogView {
  readonly registry: string
  readonly key: SigningKey
}

const DAY = 86_400_000

const subjectOf = ({ model, folder, dossier }: CheckedFolder) => ({
  modelId: model.modelId,
  folder,
  dossier: dossier?.digest ?? null,
})

const refuse = (issues: readonly Issue[], where: string): never => {
  throw new RefusedError('answers-refused', issues, where)
}

/** Reads the answers that a dossier downloads. Throws `answers-refused` (exit 2). */
export const readAnswers = async (path: string): Promise<ReviewAnswers> => {
  const name = basename(path)
  const read = await readBounded(path, name)
  if (read.kind === 'problem') return refuse([read.problem], path)
  const json = parseHostile(read.value, name)
  if (json.kind === 'problem') return refuse([json.problem], path)
  const parsed = reviewAnswers.safeParse(json.value)
  if (parsed.success) return parsed.data
  const found = parsed.error.issues.slice(0, 3).map(({ path: at, message }) => `${at.join('.') || 'top'}: ${message}`)
  const expected = 'the file of answers that a dossier downloads'
  return refuse(
    [fileProblem('not-answers', name, { expected, found: found.join('; '), advice: 'download it again' })],
    path,
  )
}

const answerProblems = (answers: ReviewAnswers, { model, dossier }: CheckedFolder, now: number): readonly Issue[] => {
  const off = (rule: string, expected: string, found: string): Issue =>
    fileProblem(rule, 'answers', { expected, found, advice: 'answer the dossier of this very model folder' })
  const ids = answers.claims.map(({ id }) => id)
  const asked = dossier?.claims ?? []
  const wrong = [...asked.filter((id) => !ids.includes(id)), ...ids.filter((id) => !asked.includes(id))]
  return [
    ...(answers.modelId === model.modelId
      ? []
      : [off('answers-of-other-model', model.modelId, answers.modelId ?? 'no model')]),
    ...(dossier !== null && answers.dossierDigest === dossier.digest
      ? []
      : [off('answers-of-other-dossier', dossier?.digest ?? 'a dossier in the folder', answers.dossierDigest)]),
    ...(wrong.length === 0 && new Set(ids).size === ids.length
      ? []
      : [
          off(
            'claims-left-out',
            'every claim of the dossier, once',
            `off: ${wrong.slice(0, 5).join(', ') || 'a claim twice'}`,
          ),
        ]),
    ...(Date.parse(answers.date) <= now + DAY
      ? []
      : [off('answers-from-the-future', 'a moment that has been', answers.date)]),
  ]
}

const notAccepted = (answers: ReviewAnswers): WorkbenchError => {
  const open = answers.claims.filter(({ answer }) => answer !== 'accepted')
  return new WorkbenchError('claims-not-accepted', {
    expected: `${answers.claims.length} claims accepted`,
    found: open.map(({ id, answer }) => `${id} ${answer}`).join(', '),
    advice:
      'a questioned claim is settled by an answer that satisfies the reviewer, who then accepts it with a remark, or by a new version; to keep these answers without approving, add --question',
    exit: 3,
  })
}

/** What a reviewer decides. */
export interface ReviewOptions extends ChangeOptions {
  readonly answers: ReviewAnswers
  /** Last day on which the approval holds; default: as long as the study allows. ISO date. */
  readonly until?: string
  /** Keep the answers without approving. */
  readonly question?: boolean
}

/**
 * Records what a reviewer answered to each claim, signed over the model folder and the dossier: an approval when every claim is accepted, or,
 * with `question`, the answers alone. Throws `answers-refused` (exit 2) for answers to something else, `claims-not-accepted` and what the rules
 * of the registry do not allow (exit 3).
 */
export const reviewModel = async (place: string, options: ReviewOptions): Promise<Standing> => {
  const { answers, now, question = false } = options
  const checked = await checkedFolder(place)
  const problems = answerProblems(answers, checked, now)
  if (problems.length > 0) return refuse(problems, place)
  if (!question && answers.claims.some(({ answer }) => answer !== 'accepted')) throw notAccepted(answers)
  const { reviewer, claims } = answers
  const until = options.until ?? monthsLater(dayOf(now), governanceOf(checked.model).reviewWithinMonths)
  const review = { ...subjectOf(checked), reviewer, claims }
  const registry = await append(
    options.registry,
    () => (question ? { kind: 'question', ...review } : { kind: 'approve', ...review, until }),
    options,
  )
  return standingIn(registry, checked, now)
}

/** Puts an approved model in use. Throws `not-approved` (exit 3) without enough approvals that hold today. */
export const putInUse = async (place: string, options: ChangeOptions): Promise<Standing> => {
  const checked = await checkedFolder(place)
  const registry = await append(options.registry, () => ({ kind: 'use', ...subjectOf(checked) }), options)
  return standingIn(registry, checked, options.now)
}

/** Writes down that an approved model was exported. Throws `not-approved` (exit 3) without enough approvals that hold today. */
export const recordExport = async (
  place: string,
  options: ChangeOptions & { readonly to: string; readonly sha256: string },
): Promise<Standing> => {
  const { to, sha256 } = options
  const checked = await checkedFolder(place)
  const registry = await append(
    options.registry,
    () => ({ kind: 'export', ...subjectOf(checked), to, sha256 }),
    options,
  )
  return standingIn(registry, checked, options.now)
}

/** A registered model by the name of its folder. */
const named = (registry: Registry | null, name: string): RegisteredModel => {
  const model = [...(registry?.state.models.values() ?? [])].find((one) => one.name === name)
  if (model !== undefined) return model
  throw new WorkbenchError('model-unknown', {
    expected: 'the name of a model folder that was frozen in this registry',
    found: name,
    advice: 'see `maatwerkscan registry log`',
    exit: 3,
  })
}

/**
 * Stops a model for good. Every key of the registry may; nothing undoes it. The folder itself is not looked at: also one that was damaged or
 * lost can be stopped.
 * @param name name of the model's folder
 */
export const withdrawModel = (name: string, options: ChangeOptions & { readonly reason: string }): Promise<Registry> =>
  append(
    options.registry,
    (registry) => {
      const { modelId, folder, dossier } = named(registry, name)
      return { kind: 'withdraw', modelId, folder, dossier, reason: options.reason }
    },
    options,
  )
