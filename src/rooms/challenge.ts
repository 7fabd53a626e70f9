import type { ChallengerExamination } from '../../data-schemas/examination/challenger.js'
import type { ChallengerResult } from '../../data-schemas/results/challenger.js'
import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import { challengerRoom } from '../challenger/challenger-room.js'
import { codedRows, patterns } from '../encoding/patterns.js'
import type { TestRows } from './open-test.js'
import { type Run, TEST } from './run.js'

/** The fold of people that decides when training stops. */
const VALIDATION = 0

/** What the challenger is set against. */
export interface Challenge {
  readonly screening: ScreeningResult
  /** Names of the candidates in the model. */
  readonly selected: readonly string[]
  /** Test side with the log-odds of the model. */
  readonly test: TestRows
  readonly examination: ChallengerExamination
}

/** A small network on every admissible candidate against the model, on the same test people. */
export const challenge = async (
  { study, stamp, coded, encoders, signal, onProgress }: Run,
  { screening, selected, test, examination }: Challenge,
): Promise<ChallengerResult> => {
  const admissible = encoders.filter(({ name }) => screening.admissible.includes(name))
  const { blocks } = await codedRows(coded, admissible, { where: TEST })
  const input = {
    training: await patterns(coded, admissible, { where: { kind: 'train-except-fold', fold: VALIDATION } }),
    validation: await patterns(coded, admissible, { where: { kind: 'fold', fold: VALIDATION } }),
    test: {
      blocks,
      label: test.outcome,
      person: test.person,
      score: test.score,
      ...(study.key.list === undefined ? {} : { list: test.list }),
    },
    model: selected,
  }
  return challengerRoom(input, {
    stamp,
    examination,
    shares: study.evaluation.k,
    replicates: study.evaluation.bootstrap,
    seed: study.seed,
    minimum: study.disclosure.minimum,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined
      ? {}
      : { onProgress: ({ share }: { readonly share: number }) => onProgress({ stage: 'challenger', share }) }),
  })
}
