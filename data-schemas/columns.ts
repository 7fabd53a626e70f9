import { z } from 'zod'

/** How a delimited text file is written. */
export const csvFormat = z.strictObject({
  delimiter: z.string().length(1).default(','),
  quote: z.string().length(1).default('"'),
  decimal: z.enum(['.', ',']).default('.'),
  /** Texts that stand for "no value". */
  nullValues: z.array(z.string()).default(['']),
  dateFormat: z.enum(['iso', 'dutch']).default('iso'),
})
export type CsvFormat = z.infer<typeof csvFormat>

/** A code in the data that is not a value of the variable. The three states are kept apart everywhere. */
export const stateCode = z.strictObject({
  value: z.union([z.string(), z.number()]),
  state: z.enum(['missing', 'not-applicable', 'special']),
  label: z.string().optional(),
})
export type StateCode = z.infer<typeof stateCode>

/** What one column must hold. Enforced the same way in training, in scoring and in monitoring. */
export const columnContract = z.strictObject({
  type: z.enum(['string', 'boolean', 'integer', 'number', 'category', 'ordinal', 'date']),
  unit: z.string().optional(),
  description: z.string().optional(),
  required: z.boolean().default(true),
  nullable: z.boolean().default(false),
  min: z.number().optional(),
  max: z.number().optional(),
  values: z.array(z.string()).optional(),
  /** Regular expression that a text must match as a whole. */
  pattern: z.string().optional(),
  unique: z.boolean().default(false),
  codes: z.array(stateCode).default([]),
  dateFormat: z.enum(['iso', 'dutch']).optional(),
  decimal: z.enum(['.', ',']).optional(),
  /** Column of the same row that this value may not exceed. */
  maxColumn: z.string().optional(),
})
export type ColumnContract = z.infer<typeof columnContract>
/** A column contract as a person writes it. */
export type ColumnContractInput = z.input<typeof columnContract>
