import { inLanguage } from '../../data-schemas/bilingual.js'
import type { GateResult } from '../../data-schemas/results/gates.js'
import type { Guard } from '../../data-schemas/results/guard.js'
import type { Study } from '../../data-schemas/study.js'
import type { RoomResults } from './room-results.js'

const explained = (guard: Guard, { waivers }: Study): Guard => {
  const waiver = guard.passed ? undefined : waivers.find((one) => one.guard === guard.name)
  if (waiver === undefined) return guard
  const { reason, author, date } = waiver
  return {
    ...guard,
    severity: 'warn',
    reason: `${guard.reason}. Explained by ${author} on ${date}: ${inLanguage(reason, 'en')}`,
  }
}

const examined = ({ guards }: RoomResults): GateResult => ({
  name: 'examined',
  kind: 'built-in',
  passed: guards !== null,
  severity: 'refuse',
  value: guards?.length ?? null,
  threshold: null,
  reason: guards === null ? 'the run left out the examination' : 'guards of the examination',
})

/** Waivers of guards that this run does not have: a reason for nothing is a mistake in the study. */
const idle = ({ waivers }: Study, guards: readonly Guard[]): readonly GateResult[] =>
  waivers
    .filter(({ guard }) => !guards.some(({ name }) => name === guard))
    .map(({ guard }) => ({
      name: `waiver:${guard}`,
      kind: 'guard',
      passed: false,
      severity: 'warn',
      value: null,
      threshold: null,
      reason: 'the study explains a guard that this run does not have',
    }))

/** The guards of the examination as gates. One that did not pass warns instead of refuses when the study explains it. */
export const guardGates = (study: Study, results: RoomResults): readonly GateResult[] => [
  examined(results),
  ...(results.guards ?? []).map((guard): GateResult => ({ ...explained(guard, study), kind: 'guard' })),
  ...(results.guards === null ? [] : idle(study, results.guards)),
]
