import type { ScreeningResult } from '../data-schemas/results/screening.js'
import { awaited, begun } from './rooms/aside.js'
import { challenge } from './rooms/challenge.js'
import { curvesOf, examineCalibration, newPeopleOf, partsOf } from './rooms/examine-calibration.js'
import { examineFairness } from './rooms/examine-fairness.js'
import { examineFit } from './rooms/examine-fit.js'
import { examineRanking } from './rooms/examine-ranking.js'
import { examineScreening } from './rooms/examine-screening.js'
import { examineSelection, rawSample, resampledOf, scoredOf } from './rooms/examine-selection.js'
import type { Examined, Made } from './rooms/examined.js'
import type { Rooms } from './rooms/room.js'
import type { Run } from './rooms/run.js'
import type { Examination } from './run-results.js'

/** Parts of the examination that are at work on other threads. */
export interface Begun {
  readonly resampling?: ReturnType<typeof resampledOf>
  readonly scoring?: ReturnType<typeof scoredOf>
  readonly asking?: ReturnType<typeof newPeopleOf>
  readonly screening?: ReturnType<typeof examineScreening>
  readonly fitting?: ReturnType<typeof examineFit>
}

/** Begins what needs nothing but screening; nothing where there is no other thread, or where its result is stored. */
export const beginWithScreening = async (run: Run, screening: ScreeningResult, room: Rooms): Promise<Begun> => {
  if (run.aside === undefined) return {}
  const raw = await room.early('selectionExamination', () => rawSample(run, screening))
  if (raw === undefined) return {}
  const resampling = resampledOf(run, screening, raw)
  // A run that ends before leaves it alone: it asks nothing but the other thread.
  resampling.catch(() => undefined)
  return { resampling }
}

/** Begins what needs the model, and nothing of how it is measured. What takes longest is begun first. */
export const beginWithModel = async (of: Made, room: Rooms): Promise<Begun> => {
  const { aside } = of.run
  if (aside === undefined) return {}
  const early = <T>(name: Parameters<Rooms['early']>[0], work: (of: Made) => Promise<T>) =>
    room.early(name, () => begun(aside, (watched) => work({ ...of, run: { ...of.run, aside: watched } })))
  const fitting = await early('fitExamination', examineFit)
  const scoring = await early('selectionExamination', scoredOf)
  const screening = await early('screeningExamination', examineScreening)
  const asking = await early('calibrationExamination', newPeopleOf)
  return {
    ...(fitting === undefined ? {} : { fitting: fitting.work }),
    ...(scoring === undefined ? {} : { scoring: scoring.work }),
    ...(screening === undefined ? {} : { screening: screening.work }),
    ...(asking === undefined ? {} : { asking: asking.work }),
  }
}

/** Does work beside what was begun, and waits until nothing of that asks the engine any more, however either ends. */
export const beside = async <T>(before: Begun, work: () => Promise<T>): Promise<T> => {
  const ended = Promise.allSettled(Object.values(before))
  try {
    return await work()
  } finally {
    await ended
  }
}

/**
 * What a sceptical reviewer asks of a model that is made and measured, room by room. Nothing here changes the model; guards that do
 * not pass are taken over by the gates.
 * @param before what is at work already; done here where it is not
 */
export const examine = async (of: Examined, room: Rooms, before: Begun = {}): Promise<Examination> => {
  const { run } = of
  const { resampling, scoring, asking, screening, fitting } = before
  const drawing = run.aside === undefined ? undefined : room.early('calibrationExamination', () => curvesOf(of))
  // Waited for below; until then a failure of another part may come first.
  drawing?.catch(() => undefined)
  const dividing = run.aside === undefined ? undefined : room.early('calibrationExamination', () => partsOf(of))
  dividing?.catch(() => undefined)
  const fairnessExamination = await room.result('fairnessExamination', () => examineFairness(of))
  const rankingExamination = await room.result('rankingExamination', () => examineRanking(of))
  const screeningExamination = await room.result('screeningExamination', () =>
    screening === undefined ? examineScreening(of) : awaited(run, screening),
  )
  const selectionExamination = await room.result('selectionExamination', () =>
    examineSelection(of, {
      ...(resampling === undefined ? {} : { resampling }),
      ...(scoring === undefined ? {} : { scoring }),
    }),
  )
  const calibrationExamination = await room.result('calibrationExamination', () =>
    examineCalibration(of, {
      ...(asking === undefined ? {} : { asking }),
      ...(drawing === undefined ? {} : { drawing }),
      ...(dividing === undefined ? {} : { dividing }),
    }),
  )
  const fitExamination = await room.result('fitExamination', () =>
    fitting === undefined ? examineFit(of) : awaited(run, fitting),
  )
  const challenger = await challenged(of, room)
  return {
    screeningExamination,
    fairnessExamination,
    rankingExamination,
    selectionExamination,
    calibrationExamination,
    fitExamination,
    ...challenger,
  }
}

const challenged = async (of: Examined, room: Rooms): Promise<Pick<Examination, 'challenger'>> => {
  const { challenger } = of.run.study.examination
  if (challenger === undefined) return {}
  return { challenger: await room.result('challenger', () => challenge(of, challenger)) }
}
