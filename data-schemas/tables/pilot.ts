import type { ColumnContractInput } from '../columns.js'

/**
 * One row per client of the pilot: the arm, the score and tenth that the pilot's own list gave, and how far the offer of help came.
 * Read for the road from the list to help only; the feature path never reads this table.
 */
export const pilotContract: Readonly<Record<string, ColumnContractInput>> = {
  client_id: { type: 'string', pattern: 'C\\d+', unique: true, description: 'Pseudonym of the client' },
  arm: { type: 'category', values: ['experiment', 'control'], description: 'Arm that the client was drawn into' },
  first_pilot_week: { type: 'date', description: 'First Monday of the pilot in WW' },
  score: { type: 'number', min: 0, max: 1, description: 'Highest score that the pilot gave' },
  decile: {
    type: 'integer',
    min: 1,
    max: 10,
    description: 'Tenth of the highest score, 1 the highest, both arms together',
  },
  contacted_on: {
    type: 'date',
    nullable: true,
    description: 'Monday of the week of the first contact; null without one',
  },
  status: {
    type: 'category',
    values: ['not assessed', 'assessed, no conversation', 'conversation', 'three-way conversation'],
    description: 'How far the client came',
  },
}
