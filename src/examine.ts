import type { ScreeningResult } from '../data-schemas/results/screening.js'
import { challenge } from './rooms/challenge.js'
import { examineCalibration, newPeopleOf } from './rooms/examine-calibration.js'
import { examineFairness } from './rooms/examine-fairness.js'
import { examineFit } from './rooms/examine-fit.js'
import { examineRanking } from './rooms/examine-ranking.js'
import { examineScreening } from './rooms/examine-screening.js'
import { examineSelection, rawSample, resampledOf, scoredOf } from './rooms/examine-selection.js'
import type { Examined } from './rooms/examined.js'
import type { Rooms } from './rooms/room.js'
import type { Run } from './rooms/run.js'
import type { Examination } from './run-results.js'

/** Parts of the examination that take long, begun as soon as what they need is known. */
export interface Begun {
  readonly resampling?: ReturnType<typeof resampledOf>
}

/** Begins what needs nothing but screening, on another thread; nothing where there is none, or where its result is stored. */
export const beginExamination = async (run: Run, screening: ScreeningResult, room: Rooms): Promise<Begun> => {
  if (run.aside === undefined) return {}
  const raw = await room.early('selectionExamination', () => rawSample(run, screening))
  if (raw === undefined) return {}
  const resampling = resampledOf(run, screening, raw)
  // A run that ends before leaves it alone: it asks nothing but the other thread.
  resampling.catch(() => undefined)
  return { resampling }
}

/**
 * What a sceptical reviewer asks of a model that is made and measured, room by room. Nothing here changes the model; guards that do
 * not pass are taken over by the gates. What takes longest is begun first, on another thread where there is one.
 */
export const examine = async (of: Examined, room: Rooms, { resampling }: Begun = {}): Promise<Examination> => {
  const scoring = room.early('selectionExamination', () => scoredOf(of))
  const asking = room.early('calibrationExamination', () => newPeopleOf(of))
  const fitting = room.early('fitExamination', () => examineFit(of))
  // However this ends, nobody may still ask the engine when it is closed.
  const ended = Promise.allSettled([scoring, asking, fitting])
  try {
    return {
      screeningExamination: await room.result('screeningExamination', () => examineScreening(of)),
      fairnessExamination: await room.result('fairnessExamination', () => examineFairness(of)),
      rankingExamination: await room.result('rankingExamination', () => examineRanking(of)),
      selectionExamination: await room.result('selectionExamination', () =>
        examineSelection(of, {
          ...(resampling === undefined ? {} : { resampling }),
          ...(scoring === undefined ? {} : { scoring }),
        }),
      ),
      calibrationExamination: await room.result('calibrationExamination', () => examineCalibration(of, asking)),
      fitExamination: await room.result('fitExamination', () => fitting ?? examineFit(of)),
      ...(await challenged(of, room)),
    }
  } finally {
    await ended
  }
}

const challenged = async (of: Examined, room: Rooms): Promise<Pick<Examination, 'challenger'>> => {
  const { challenger } = of.run.study.examination
  if (challenger === undefined) return {}
  return { challenger: await room.result('challenger', () => challenge(of, challenger)) }
}
