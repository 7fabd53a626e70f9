import { type FairnessInputs, fairnessRoom } from '../fairness/fairness-room.js'
import { auditAttributes } from '../panel/audit.js'
import { listingChance } from '../ranking/listing.js'
import { rankingOf } from '../ranking/order.js'
import type { TestRows } from './open-test.js'
import type { Run } from './run.js'

/** The groups of every audit attribute at the real cut. */
export const audit = async ({ study, stamp, opened, panel }: Run, test: TestRows, probability: Float64Array) => {
  const { k } = study.fairness
  const inputs: FairnessInputs = {
    k,
    chance: listingChance(rankingOf(test.score), { kind: 'share', share: k }),
    listed: null,
    label: test.outcome,
    probability,
    person: test.person,
    attributes: await auditAttributes(study, opened, { panel, side: 'test' }),
  }
  return fairnessRoom(study, inputs, stamp)
}
