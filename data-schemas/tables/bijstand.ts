import type { ColumnContractInput } from '../columns.js'

/** One row per bijstand (welfare) spell, those before the WW spell included. A client may have none, one or more. */
export const bijstandContract: Readonly<Record<string, ColumnContractInput>> = {
  client_id: { type: 'string', pattern: 'C\\d+', description: 'Pseudonym of the client' },
  start_date: { type: 'date', description: 'First day of the bijstand spell' },
  end_date: {
    type: 'date',
    nullable: true,
    description: 'Last day of the bijstand spell; null while it runs at the end of the data',
  },
}
