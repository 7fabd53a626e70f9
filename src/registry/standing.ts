import type { Model } from '../../data-schemas/artifact.js'
import type { RegistryPin } from '../../data-schemas/registry-pin.js'
import type { Governance } from '../../data-schemas/study.js'
import { type Contents, checkContents, readContents } from '../artifact/check.js'
import { fileProblem } from '../artifact/safe-json.js'
import { type Issue, RefusedError, WorkbenchError } from '../errors.js'
import { folderDigest, signatureProblems } from '../signing/model-signature.js'
import { dayOf } from './days.js'
import { DOSSIER, type DossierFacts, dossierFacts } from './dossier-file.js'
import { type LogView, pinOf, type Registry, readRegistry } from './log.js'
import { type Approval, approvalsOn, approvedUntil, type RegisteredModel } from './registry-state.js'

/** Where a model stands in the life cycle on a day. */
export interface Standing {
  /**
   * `unknown`: never frozen in this registry. `development`, `review`: not approved yet. `approved`: enough approvals hold. `in-use`: approved,
   * and put in use. `expired`: it was approved, and too few approvals still hold. `withdrawn`: stopped for good.
   */
  readonly kind: 'unknown' | 'development' | 'review' | 'approved' | 'in-use' | 'expired' | 'withdrawn'
  readonly modelId: string
  /** Digest of the whole folder. */
  readonly folder: string
  /** Name of its folder in the registry; null when unknown. */
  readonly name: string | null
  readonly draft: boolean
  /** Approvals that hold, and that are needed. */
  readonly approvals: number
  readonly needed: number
  /** Last day on which enough approvals hold; null when they do not. */
  readonly until: string | null
  /** When the model came where it stands; null when unknown. */
  readonly since: string | null
  /** Why it was withdrawn; null otherwise. */
  readonly reason: string | null
  /** What to remember of the registry from now on: {@link RegistryPin}. */
  readonly pin: RegistryPin
}

/** A folder that was read and checked as a whole. */
export interface CheckedFolder {
  readonly contents: Contents
  readonly model: Model
  /** Digest of the folder. */
  readonly folder: string
  /** Null when the folder holds no dossier. */
  readonly dossier: DossierFacts | null
}

const refuse = (code: string, issues: readonly Issue[], where: string): never => {
  throw new RefusedError(code, issues, where)
}

const dossierIn = (contents: Contents): DossierFacts | null | Issue => {
  const file = contents.get(DOSSIER)
  if (file === undefined) return null
  const facts = file.kind === 'read' ? dossierFacts(Buffer.from(file.value).toString('utf8')) : null
  return (
    facts ??
    fileProblem('wrong-dossier', DOSSIER, {
      expected: 'a dossier as `maatwerkscan dossier` writes it, whose content is what it says it is',
      found: 'another page',
    })
  )
}

/** Reads a model folder once and checks all of it. Throws `model-refused` (exit 2) with everything that is off. */
export const checkedFolder = async (place: string): Promise<CheckedFolder> => {
  const read = await readContents(place)
  if (read.kind === 'problem') return refuse('model-refused', [read.problem], place)
  const { model, problems } = checkContents(read.value)
  if (model === null || problems.length > 0) return refuse('model-refused', problems, place)
  const dossier = dossierIn(read.value)
  if (dossier !== null && 'rule' in dossier) return refuse('model-refused', [dossier], place)
  if (dossier !== null && dossier.modelId !== model.modelId) {
    const issue = fileProblem('other-dossier', DOSSIER, {
      expected: 'the dossier of this model',
      found: 'that of another',
    })
    return refuse('model-refused', [issue], place)
  }
  return { contents: read.value, model, folder: folderDigest(read.value), dossier }
}

const ONE_A_YEAR: Governance = { approvals: 1, reviewWithinMonths: 12 }

/** What the model itself asks; one approval a year when it is silent. */
export const governanceOf = (model: Model): Governance => model.governance ?? ONE_A_YEAR

/** What the log says of a folder must be what the folder itself says. */
const agreementProblems = (
  known: RegisteredModel,
  { model, dossier, contents }: CheckedFolder,
  registry: Registry,
): readonly Issue[] => {
  const asked = governanceOf(model)
  const off = (rule: string, expected: string, found: string): Issue =>
    fileProblem(rule, 'registry', { expected, found })
  const builder = registry.state.keys.get(known.builder)
  const needed = new Set(dossier?.claims ?? [])
  const short = known.approvals.filter(({ claims }) => [...needed].some((id) => !claims.includes(id)))
  return [
    ...(known.modelId === model.modelId && known.dossier === (dossier?.digest ?? null)
      ? []
      : [off('other-model', 'an entry about this model and dossier', 'one about others')]),
    ...(known.approvalsNeeded === asked.approvals &&
    known.reviewWithinMonths === asked.reviewWithinMonths &&
    known.draft === (model.draft !== null)
      ? []
      : [off('weakened-rules', 'the approvals that the study asked, as the model holds them', 'others')]),
    ...(short.length === 0
      ? []
      : [off('claims-left-out', 'an answer to every claim of the dossier', 'an approval without')]),
    ...(builder?.role === 'builder'
      ? signatureProblems(contents, builder.key)
      : [off('builder-not-trusted', 'a builder whose key is still trusted', 'one that is not')]),
  ]
}

const kindOf = (known: RegisteredModel, until: string | null, { state }: Registry): Standing['kind'] => {
  if (known.stage === 'withdrawn' || known.stage === 'development') return known.stage
  if (until === null) return known.approvals.length >= known.approvalsNeeded ? 'expired' : 'review'
  const used =
    known.stage === 'in-use' && known.exporter !== null && state.keys.get(known.exporter)?.role === 'exporter'
  return used ? 'in-use' : 'approved'
}

/** An approved model is that since the approval that made the number full; any other since its stage began. */
const sinceOf = (kind: Standing['kind'], known: RegisteredModel, approvals: readonly Approval[]): string =>
  kind === 'approved' && known.stage === 'review'
    ? (approvals.map(({ at }) => at).sort()[known.approvalsNeeded - 1] ?? known.since)
    : known.since

/**
 * Where the model of a folder stands in a registry that was read. Throws `model-refused` (exit 2) when the folder is not what was frozen, or
 * is not signed by its builder.
 * @param now milliseconds since 1970
 */
export const standingIn = (registry: Registry, checked: CheckedFolder, now: number): Standing => {
  const { model, folder } = checked
  const known = registry.state.models.get(folder)
  const needed = governanceOf(model).approvals
  const base = { modelId: model.modelId, folder, draft: model.draft !== null, needed, pin: pinOf(registry) }
  if (known === undefined)
    return { kind: 'unknown', ...base, name: null, approvals: 0, until: null, since: null, reason: null }
  const problems = known.stage === 'withdrawn' ? [] : agreementProblems(known, checked, registry)
  if (problems.length > 0) refuse('model-refused', problems, known.name)
  const day = dayOf(now)
  const until = approvedUntil(known, registry.state, day)
  const approvals = approvalsOn(known, registry.state, day)
  const kind = kindOf(known, until, registry)
  return {
    kind,
    ...base,
    name: known.name,
    approvals: approvals.length,
    until: known.stage === 'withdrawn' ? null : until,
    since: sinceOf(kind, known, approvals),
    reason: known.reason,
  }
}

/**
 * Where a model folder stands in a registry, on a day, seen by someone who remembers that registry.
 * Everything is verified: folder, builder's signature, and the whole log against the pin. Throws `model-refused` or `registry-refused`
 * (exit 2) when anything is off. A standing is a fact, not a permission: see {@link requireStanding}.
 */
export const standingOf = async (
  place: string,
  options: { readonly registry: string } & Required<LogView>,
): Promise<Standing> => {
  const checked = await checkedFolder(place)
  return standingIn(await readRegistry(options.registry, options), checked, options.now)
}

type Told = readonly [code: string, found: string]

const TOLD: Readonly<Record<Standing['kind'], (standing: Standing) => Told>> = {
  unknown: () => ['model-unknown', 'a model that was never frozen in this registry'],
  development: ({ draft }) =>
    draft ? ['draft-model', 'a draft that a gate refused'] : ['model-in-development', 'a model in development'],
  review: ({ approvals, needed }) => ['model-unapproved', `${approvals} of ${needed} approvals`],
  approved: () => ['model-not-in-use', 'a model that is approved and not put in use yet'],
  'in-use': () => ['model-in-use', 'a model in use'],
  expired: ({ approvals, needed }) => ['approval-expired', `${approvals} of ${needed} approvals that still hold`],
  withdrawn: ({ since, reason }) => [
    'model-withdrawn',
    `a model that was withdrawn on ${since?.slice(0, 10)}: ${reason}`,
  ],
}

/** What a model is to be used for: real lists of people, or a place in production. */
export type Purpose = 'lists' | 'export'

const EXPECTED: Readonly<Record<Purpose, string>> = {
  lists: 'a model in use, with approvals that hold today',
  export: 'a model with approvals that hold today',
}

const ADVICE: Readonly<Record<Purpose, string>> = {
  lists: 'do not use this model; until one is in use, a random sample is the fair list (score --fallback random)',
  export: 'have it reviewed and approved first (approve)',
}

/**
 * Why a model may not be used for a purpose (exit 3), with a code of its own: `model-unknown`, `draft-model`, `model-in-development`,
 * `model-unapproved`, `approval-expired`, `model-withdrawn`; and `model-not-in-use` when lists are asked of a model that is only approved.
 * Null when it may.
 */
export const standingProblem = (standing: Standing, purpose: Purpose): WorkbenchError | null => {
  if (standing.kind === 'in-use' || (purpose === 'export' && standing.kind === 'approved')) return null
  const [code, found] = TOLD[standing.kind](standing)
  const where = standing.name === null ? {} : { where: standing.name }
  return new WorkbenchError(code, { expected: EXPECTED[purpose], found, ...where, advice: ADVICE[purpose], exit: 3 })
}

/** Lets a model through for a purpose, or throws its {@link standingProblem}. */
export const requireStanding = (standing: Standing, purpose: Purpose): void => {
  const problem = standingProblem(standing, purpose)
  if (problem !== null) throw problem
}
