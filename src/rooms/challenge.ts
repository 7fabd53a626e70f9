import type { ChallengerExamination } from '../../data-schemas/examination/challenger.js'
import type { ChallengerResult } from '../../data-schemas/results/challenger.js'
import { challengerRoom } from '../challenger/challenger-room.js'
import { codedRows, patterns } from '../encoding/patterns.js'
import type { Examined } from './examined.js'
import { TEST } from './run.js'

/** The fold of people that decides when training stops. */
const VALIDATION = 0

/** A small network on every admissible candidate against the model, on the same test people. */
export const challenge = async (
  { run, judged, test }: Examined,
  examination: ChallengerExamination,
): Promise<ChallengerResult> => {
  const { study, stamp, coded, encoders, signal, onProgress } = run
  const { screening, selection } = judged
  const admissible = encoders.filter(({ name }) => screening.admissible.includes(name))
  const { blocks } = await codedRows(coded, admissible, { where: TEST })
  const input = {
    training: await patterns(coded, admissible, {
      where: { kind: 'train-except-fold', fold: VALIDATION },
      counts: 'rows',
    }),
    validation: await patterns(coded, admissible, { where: { kind: 'fold', fold: VALIDATION }, counts: 'rows' }),
    test: {
      blocks,
      label: test.outcome,
      person: test.person,
      score: test.score,
      ...(study.key.list === undefined ? {} : { list: test.list }),
    },
    model: selection.selected,
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
