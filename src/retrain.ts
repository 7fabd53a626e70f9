import type { Model } from '../data-schemas/artifact.js'
import type { Guard } from '../data-schemas/results/guard.js'
import type { Study } from '../data-schemas/study.js'
import { codeDigest } from './artifact/code-digest.js'
import { freezeModel } from './artifact/freeze.js'
import { modelInputs } from './artifact/model-inputs.js'
import { modelParts } from './artifact/model-parts.js'
import { contractRoom } from './contract/contract-room.js'
import { studyDigest } from './contract/study-digest.js'
import { issuesOf } from './contract/validate.js'
import { createCoded } from './encoding/code.js'
import { learnEncoders } from './encoding/learn.js'
import type { Engine } from './engine/engine.js'
import { type Issue, RefusedError } from './errors.js'
import { beginWithModel, beginWithScreening, beside, examine } from './examine.js'
import { indicatorRules } from './explanation/indicator-rules.js'
import { gatesRoom } from './gates/gates-room.js'
import { buildPanel } from './panel/build-panel.js'
import { NO_RULE, type OpeningPlace } from './ranking/adoption.js'
import { adoptionRule } from './rooms/adoption-rule.js'
import type { Aside } from './rooms/aside.js'
import { audit } from './rooms/audit.js'
import { calibrate, probabilities } from './rooms/calibrate.js'
import { championOf, checkChampion } from './rooms/champion.js'
import type { Made } from './rooms/examined.js'
import { fitSelected } from './rooms/fit-selected.js'
import { openTest } from './rooms/open-test.js'
import { rank } from './rooms/rank.js'
import { type Rooms, roomsOf, type Visitor } from './rooms/room.js'
import type { Run } from './rooms/run.js'
import { screen } from './rooms/screen.js'
import { select } from './rooms/select.js'
import type { Examination, Judged, RunResults } from './run-results.js'
import { stopTooGood } from './screening/too-good.js'

/** What a run is given besides study and data. */
export interface RetrainOptions extends Visitor {
  readonly packageVersion: string
  /** Digest of the program text that is running, where the caller has taken it; default: it is taken here. */
  readonly code?: string
  /** Last day on which outcomes were observed, as the manifest of the data says. ISO date. */
  readonly observedUntil?: string
  /** False leaves out the examination: quick, and the gates refuse such a model. Default true. */
  readonly examination?: boolean
  /** Does long work on another thread; in the calling one when absent. The result is the same. */
  readonly aside?: Aside
  /** The model in use, read from its frozen artifact; default: the one that the study names, relative to the current folder. */
  readonly champion?: Model
  /** Writes the opening of the test side down, before it is opened, and says which one of these data it is. */
  readonly onOpening?: (opening: { readonly rule: string; readonly data: string }) => OpeningPlace
}

/** A finished run: the results, and the model that the gates judged (marked as a draft when one refused). */
export interface Retrained {
  readonly results: RunResults
  readonly model: Model
}

/**
 * The whole method: from a table to a judged model, room by room. Study, data, code and seed decide every byte of it.
 * Throws `RefusedError` (exit 2) when data or study are refused, and `WorkbenchError` when a room cannot do its work.
 * @param dataPath file of a flat study, folder of a panel study
 */
export const retrain = async (
  engine: Engine,
  study: Study,
  dataPath: string,
  options: RetrainOptions,
): Promise<Retrained> => {
  const room = roomsOf(options)
  const champion = await championOf(study, options.champion)
  const rule = adoptionRule(study)?.digest ?? NO_RULE
  const { result: contract, opened } = await room.live(
    'contract',
    () => contractRoom(engine, study, dataPath),
    ({ result }) => ({ contract: result }),
  )
  refuse(contract.passed ? [] : issuesOf(contract))
  const { result: panel, table } = await room.live(
    'panel',
    () => buildPanel(engine, study, opened, observedUntil(options)),
    ({ result }) => ({ panel: result }),
  )
  checkChampion(champion, { panel: table, opened })
  const {
    result: encoding,
    encoders,
    issues,
  } = await room.live(
    'encoding',
    () => learnEncoders(table, study),
    ({ result }) => ({ encoding: result }),
  )
  refuse(issues)
  const coded = await createCoded(table, encoders)
  const stamp = { study: study.name, data: opened.digest, synthetic: study.synthetic }
  const run: Run = { study, stamp, opened, panel: table, coded, encoders, ...waiting(options) }

  const screening = await room.result('screening', () => screen(run, { contract, encoding }))
  stopTooGood(study, screening)
  const examined = options.examination !== false
  const resampling = examined ? await beginWithScreening(run, screening, room) : {}
  const selection = await room.result('selection', () => select(run, screening))
  const fitted = await room.live(
    'fit',
    () => fitSelected(run, selection),
    ({ fit, scorecard }) => ({ fit, scorecard }),
  )
  const opening = options.onOpening?.({ rule, data: opened.digest })
  const test = await openTest(run, fitted)
  const { fit, scorecard, chosen } = fitted
  const made = { run, judged: { contract, panel, encoding, screening, selection, fit, scorecard }, fitted, test }
  const begun = examined ? { ...resampling, ...(await beginWithModel(made, room)) } : {}
  const { judged, examination } = await beside(begun, async () => {
    const { judged, probability } = await measure(made, room)
    const of = {
      ...made,
      judged,
      probability,
      ...(champion === undefined ? {} : { champion }),
      ...(opening === undefined ? {} : { opening }),
    }
    return { judged, examination: examined ? await examine(of, room, begun) : null }
  })
  const gates = await room.live(
    'gates',
    async () => gatesRoom(study, { ...judged, guards: guardsOf(examination) }, stamp),
    (result) => ({ gates: result }),
  )

  const results: RunResults = { ...judged, ...examination, gates }
  const inputs = modelInputs(
    opened,
    study.candidates.filter(({ name }) => selection.selected.includes(name)),
  )
  const parts = modelParts({ study, results, inputs, encoders: chosen, lineage: lineageOf(run, options) })
  const rules = indicatorRules(study).filter(({ name }) => inputs.some((input) => input.name === name))
  const model = freezeModel({ ...parts, rules: [...rules], beside: study.examination.fairness.beside.parts })
  return { results, model }
}

/** What is known of a model that is made. */
type Making = Omit<Judged, 'calibration' | 'ranking' | 'fairness'>

/** Calibration, ranking and groups of the test side. */
const measure = async (
  { run, judged, fitted, test }: Made & { readonly judged: Making },
  room: Rooms,
): Promise<{ readonly judged: Judged; readonly probability: Float64Array }> => {
  const calibration = await room.result('calibration', () => calibrate(run, fitted, test))
  const probability = probabilities(test, calibration)
  const ranking = await room.result('ranking', () => rank(run, test, probability))
  const fairness = await room.result('fairness', () => audit(run, test, probability))
  return { judged: { ...judged, calibration, ranking, fairness }, probability }
}

const lineageOf = ({ study, opened }: Run, { packageVersion, code }: RetrainOptions): Model['lineage'] => ({
  study: studyDigest(study),
  data: opened.digest,
  code: code ?? codeDigest(),
  packageVersion,
  seed: study.seed,
})

/** The guards of all parts of the examination; null when there was none. */
const guardsOf = (examination: Examination | null): readonly Guard[] | null =>
  examination === null
    ? null
    : Object.values(examination).flatMap((result) => ('guards' in result ? result.guards : []))

const refuse = (issues: readonly Issue[]): void => {
  if (issues.some(({ severity }) => severity === 'refuse')) throw new RefusedError('data-refused', issues)
}

const observedUntil = ({ observedUntil: day }: RetrainOptions): { readonly observedUntil?: string } =>
  day === undefined ? {} : { observedUntil: day }

const waiting = ({ signal, onProgress, aside }: RetrainOptions): Pick<Run, 'signal' | 'onProgress' | 'aside'> => ({
  ...(signal === undefined ? {} : { signal }),
  ...(onProgress === undefined ? {} : { onProgress }),
  ...(aside === undefined ? {} : { aside }),
})
