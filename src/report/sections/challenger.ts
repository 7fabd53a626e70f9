import type { ChallengerResult } from '../../../data-schemas/results/challenger.js'
import type { Language } from '../words.js'

/** What a network on all candidates would find beyond the model, in one paragraph. */
export const challengerSection = (result: ChallengerResult, language: Language): string =>
  result.status === 'trained'
    ? `${result.verdict[language]}\n${result.challenger}, ${result.backend.name} ${result.backend.version}`
    : result.because[language]
