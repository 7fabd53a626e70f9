import { challenge } from './rooms/challenge.js'
import { examineCalibration, newPeopleOf } from './rooms/examine-calibration.js'
import { examineFairness } from './rooms/examine-fairness.js'
import { examineFit } from './rooms/examine-fit.js'
import { examineRanking } from './rooms/examine-ranking.js'
import { examineScreening } from './rooms/examine-screening.js'
import { examineSelection, resampledOf } from './rooms/examine-selection.js'
import type { Examined } from './rooms/examined.js'
import type { Room } from './rooms/room.js'
import type { Examination } from './run-results.js'

/**
 * What a sceptical reviewer asks of a model that is made and measured, room by room. Nothing here changes the model; guards that do
 * not pass are taken over by the gates. What takes longest is begun first, on another thread where there is one.
 */
export const examine = async (of: Examined, room: Room): Promise<Examination> => {
  const fitting = examineFit(of)
  const resampling = resampledOf(of)
  const asking = newPeopleOf(of)
  // However this ends, nobody may still ask the engine when it is closed.
  const ended = Promise.allSettled([fitting, resampling, asking])
  try {
    return {
      screeningExamination: await room(
        'screening examination',
        () => examineScreening(of),
        (result) => ({ screeningExamination: result }),
      ),
      fairnessExamination: await room(
        'fairness examination',
        () => examineFairness(of),
        (result) => ({ fairnessExamination: result }),
      ),
      rankingExamination: await room(
        'ranking examination',
        () => examineRanking(of),
        (result) => ({ rankingExamination: result }),
      ),
      selectionExamination: await room(
        'selection examination',
        () => examineSelection(of, resampling),
        (result) => ({ selectionExamination: result }),
      ),
      calibrationExamination: await room(
        'calibration examination',
        () => examineCalibration(of, asking),
        (result) => ({ calibrationExamination: result }),
      ),
      fitExamination: await room(
        'fit examination',
        () => fitting,
        (result) => ({ fitExamination: result }),
      ),
      ...(await challenged(of, room)),
    }
  } finally {
    await ended
  }
}

const challenged = async (of: Examined, room: Room): Promise<Pick<Examination, 'challenger'>> => {
  const { challenger } = of.run.study.examination
  if (challenger === undefined) return {}
  return {
    challenger: await room(
      'challenger',
      () => challenge(of, challenger),
      (result) => ({ challenger: result }),
    ),
  }
}
