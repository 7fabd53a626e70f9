import type { ColumnContractInput } from '../columns.js'

/** One row per client per week, on Mondays, while the client receives WW. Its key is (client_id, snapshot_date). */
export const snapshotsContract: Readonly<Record<string, ColumnContractInput>> = {
  client_id: { type: 'string', pattern: 'C\\d+', description: 'Pseudonym of the client' },
  snapshot_date: { type: 'date', description: 'Monday of the week' },
  ww_months_left: {
    type: 'integer',
    unit: 'months',
    min: 0,
    max: 24,
    description: 'Whole months of WW left on the snapshot date; never more than the months of right of the client',
  },
  ww_amount: {
    type: 'number',
    unit: 'euro a month',
    min: 0,
    max: 6000,
    description: 'Gross WW benefit of the running WW month after deduction of side income, two decimals',
  },
  side_income: { type: 'boolean', description: 'Income from work beside WW in the running WW month' },
  tw_supplement: { type: 'boolean', description: 'Supplement up to the social minimum in the running WW month' },
  known_on: {
    type: 'date',
    description: 'Day on which the amount and the months left of this row were known; on or before the snapshot date',
  },
  side_income_known_on: {
    type: 'date',
    description: 'Day on which the side income was known; on or before the snapshot date',
  },
  tw_supplement_known_on: {
    type: 'date',
    description: 'Day on which the supplement was known; on or before the snapshot date',
  },
}
