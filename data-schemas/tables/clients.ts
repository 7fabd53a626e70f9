import type { ColumnContractInput } from '../columns.js'

/** Sectors of the last employer, as registered: an employment-insurance grouping, not a statistical classification. */
export const sectors = [
  'agency',
  'hospitality',
  'retail',
  'transport',
  'cleaning',
  'construction',
  'industry',
  'agriculture',
  'health care',
  'education',
  'government',
  'ICT',
  'finance',
  'business services',
  'culture and other',
] as const

/**
 * One row per client: what is registered about the WW spell when it starts. Nothing about how or when the spell ends,
 * and none of the attributes that live in the audit table.
 */
export const clientsContract: Readonly<Record<string, ColumnContractInput>> = {
  client_id: {
    type: 'string',
    pattern: 'C\\d+',
    unique: true,
    description: 'Pseudonym of the client: "C" and a number with leading zeros',
  },
  first_ww_day: { type: 'date', description: 'First day of the WW benefit' },
  registered_on: {
    type: 'date',
    description: 'Day on which the static traits of this row were known; never after the first snapshot of the client',
  },
  age_first_ww_day: {
    type: 'integer',
    unit: 'years',
    min: 18,
    max: 66,
    description: 'Age in whole years on the first day of WW',
  },
  ww_right_months: {
    type: 'integer',
    unit: 'months',
    min: 3,
    max: 24,
    description: 'Months of WW that the client is entitled to',
  },
  household_single: {
    type: 'boolean',
    description: 'Single-person household, a single parent included, as known at the start of WW',
  },
  municipality: {
    type: 'category',
    pattern: 'GM\\d{4}',
    description: 'Municipality of residence: "GM" and four digits, leading zeros kept',
  },
  daily_wage: {
    type: 'number',
    unit: 'euro a day',
    min: 0.01,
    max: 257.47,
    description: 'Registered daily wage, provisional for part of the clients',
  },
  weekly_hours: {
    type: 'integer',
    unit: 'hours a week',
    min: 1,
    max: 60,
    description: 'Average contract hours of the last job',
  },
  sector: { type: 'category', values: [...sectors], description: 'Sector of the last employer' },
  contract_type: {
    type: 'category',
    values: ['permanent', 'fixed', 'flex'],
    description: 'Contract of the last job; "flex" is agency or on-call work',
  },
  education: {
    type: 'ordinal',
    values: ['low', 'middle', 'high'],
    nullable: true,
    description: 'Education as registered; missing for more than a quarter of the clients',
  },
  repeat_ww_3y: { type: 'boolean', description: 'An earlier WW spell in the three years before this one' },
  tenure_last_job: {
    type: 'number',
    unit: 'years',
    min: 0,
    max: 50,
    nullable: true,
    description: 'Years in the last job, one decimal',
  },
  own_view_return: {
    type: 'integer',
    min: 1,
    max: 5,
    nullable: true,
    description:
      "The client's own answer on the chance of a return to work, from 1 (small) to 5 (large); null: no answer",
  },
  work_ability: {
    type: 'integer',
    min: 0,
    max: 10,
    nullable: true,
    description: "The client's own answer on the ability to work, from 0 to 10; null: no answer",
  },
  dutch_language_difficulty: { type: 'boolean', description: 'The client finds it hard to read or speak Dutch' },
}
