import { ruleLists } from '../panel/rule-lists.js'
import { type NamedBaseline, rankingRoom } from '../ranking/ranking-room.js'
import type { TestRows } from './open-test.js'
import type { Run } from './run.js'

const baselinesOf = async ({ study, panel }: Run): Promise<readonly NamedBaseline[]> => {
  const { baselines } = study.evaluation
  const rules = await ruleLists(panel, baselines)
  return baselines.flatMap((baseline): readonly NamedBaseline[] => {
    if (baseline.kind === 'random') return [{ kind: 'random', name: baseline.name }]
    const found = rules.find(({ name }) => name === baseline.name)
    return found === undefined ? [] : [{ kind: 'rule', name: found.name, selected: found.listed }]
  })
}

/** The list on the test side: top-k, deciles, intervals, and the simple rules at equal list size. */
export const rank = async (run: Run, test: TestRows, probability: Float64Array) => {
  const { study, stamp } = run
  return rankingRoom(
    {
      score: test.score,
      label: test.outcome,
      person: test.person,
      probability,
      ...(study.key.list === undefined ? {} : { list: test.list }),
      baselines: await baselinesOf(run),
    },
    {
      stamp,
      shares: study.evaluation.k,
      replicates: study.evaluation.bootstrap,
      seed: study.seed,
      minimum: study.disclosure.minimum,
    },
  )
}
