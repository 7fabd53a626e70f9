import { challenge } from './rooms/challenge.js'
import { examineCalibration, newPeopleOf } from './rooms/examine-calibration.js'
import { examineFairness } from './rooms/examine-fairness.js'
import { examineFit } from './rooms/examine-fit.js'
import { examineRanking } from './rooms/examine-ranking.js'
import { examineScreening } from './rooms/examine-screening.js'
import { examineSelection, resampledOf } from './rooms/examine-selection.js'
import type { Examined } from './rooms/examined.js'
import type { Rooms } from './rooms/room.js'
import type { Examination } from './run-results.js'

/**
 * What a sceptical reviewer asks of a model that is made and measured, room by room. Nothing here changes the model; guards that do
 * not pass are taken over by the gates. What takes longest is begun first, on another thread where there is one.
 */
export const examine = async (of: Examined, room: Rooms): Promise<Examination> => {
  const fitting = room.early('fitExamination', () => examineFit(of))
  const resampling = room.early('selectionExamination', () => resampledOf(of))
  const asking = room.early('calibrationExamination', () => newPeopleOf(of))
  // However this ends, nobody may still ask the engine when it is closed.
  const ended = Promise.allSettled([fitting, resampling, asking])
  try {
    return {
      screeningExamination: await room.result('screeningExamination', () => examineScreening(of)),
      fairnessExamination: await room.result('fairnessExamination', () => examineFairness(of)),
      rankingExamination: await room.result('rankingExamination', () => examineRanking(of)),
      selectionExamination: await room.result('selectionExamination', () => examineSelection(of, resampling)),
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
