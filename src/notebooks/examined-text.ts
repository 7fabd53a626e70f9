import { calibrationExaminationSection } from '../report/sections/calibration-examination.js'
import { challengerSection } from '../report/sections/challenger.js'
import { wholePointsSection } from '../report/sections/fit-examination.js'
import { rankingExaminationSection } from '../report/sections/ranking-examination.js'
import { screeningExaminationSection } from '../report/sections/screening-examination.js'
import { selectionExaminationSection } from '../report/sections/selection-examination.js'
import type { Language } from '../report/words.js'
import type { RunResults } from '../run-results.js'

const ABSENT = {
  en: 'This run was not examined, or the study does not ask for this.',
  nl: 'Deze run is niet onderzocht, of de studie vraagt hier niet om.',
} as const

/**
 * What the examination of a room found, in the words of the terminal report; says so where there is none.
 * @param of the room, or `challenger`: the small network trained on all candidates
 */
export const examinedText = (
  results: RunResults,
  of: 'screening' | 'selection' | 'fit' | 'calibration' | 'ranking' | 'challenger',
  language: Language,
): string => {
  const { screeningExamination, fitExamination, challenger } = results
  const texts = {
    screening: () => screeningExamination && screeningExaminationSection(screeningExamination, language),
    selection: () => selectionExaminationSection(results.selectionExamination, language),
    fit: () => fitExamination && wholePointsSection(fitExamination, language),
    calibration: () => calibrationExaminationSection(results.calibrationExamination, language),
    ranking: () => rankingExaminationSection(results.rankingExamination, language),
    challenger: () => challenger && challengerSection(challenger, language),
  }
  return texts[of]() || ABSENT[language]
}
