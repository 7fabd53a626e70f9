import type { StudyInput } from '../../data-schemas/study.js'
import { random } from '../../src/random.js'
import { flatStudy } from './small-flat.js'

/** A person who does not exist, with the outcome as it went and as it would have gone without help. */
export interface Helped {
  readonly cells: Readonly<Record<string, string>>
  readonly without: 0 | 1
  readonly exposed: boolean
}

const OFFICES = ['north', 'east', 'south', 'west']

/** Chance of the outcome without help. */
const risk = (months: number, single: boolean, office: number): number =>
  1 / (1 + Math.exp(-(-0.9 - 0.13 * (months - 12) + (single ? 0.8 : -0.4) + [0.5, 0, -0.5, 0][office]!)))

/**
 * People of four offices. Help is offered by the office and the band of months left, most where the risk is highest, and prevents the
 * outcome for most of those who are offered it. What the outcome would have been without help is known here, and nowhere else.
 * @param offer highest chance of an offer; 0: nobody is offered help
 */
export const helpedRows = (people: number, offer: number, seed = 1): readonly Helped[] => {
  const draw = random(seed, 'helped')
  return Array.from({ length: people }, (_, i) => {
    const office = draw.below(4)
    const months = draw.below(25)
    const single = draw.uniform() < 0.4
    const age = 18 + draw.below(48)
    const amount = 300 + draw.below(280_000) / 100
    const chance = offer * (office === 3 ? 0 : office === 0 ? 1 : 0.6) * (months < 8 ? 1 : months < 16 ? 0.4 : 0.05)
    const exposed = draw.uniform() < chance
    const without = draw.uniform() < risk(months, single, office) ? 1 : 0
    const prevented = draw.uniform() < 0.7
    return {
      without,
      exposed,
      cells: {
        id: String(i),
        age: String(age),
        months: String(months),
        amount: amount.toFixed(2),
        single: single ? '1' : '0',
        office: OFFICES[office] as string,
        offered: exposed ? '1' : '0',
        outcome: without === 1 && !(exposed && prevented) ? 'yes' : 'no',
      },
    }
  })
}

const by = [{ column: 'office' }, { column: 'months', edges: [8, 16] }]

/** The study of {@link helpedRows} under a treatment of the rows that help touched. */
export const helpedStudy = (
  treatment: 'keep' | 'exclude' | 'weight',
  changes: Partial<StudyInput> = {},
): StudyInput => {
  const study = flatStudy()
  return {
    ...study,
    name: 'helped',
    candidates: [
      ...study.candidates,
      { name: 'office', type: 'category', encoding: 'woe', legalBasis: 'Invented for this test.' },
    ],
    selection: { size: 3, nearOptimal: 2 },
    exposure: {
      table: 'flat',
      column: 'offered',
      treatment,
      ...(treatment === 'weight' ? { weights: { by } } : {}),
    },
    ...changes,
  }
}
