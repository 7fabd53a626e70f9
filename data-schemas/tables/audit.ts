import type { ColumnContractInput } from '../columns.js'

/** One row per client: attributes for the fairness audit and the proxy test only. The feature path never reads this table. */
export const auditContract: Readonly<Record<string, ColumnContractInput>> = {
  client_id: { type: 'string', pattern: 'C\\d+', unique: true, description: 'Pseudonym of the client' },
  sex: { type: 'category', values: ['man', 'woman'], description: 'Sex as registered' },
  origin: {
    type: 'category',
    values: ['NL', 'Europe', 'outside'],
    description: 'Origin: the Netherlands, elsewhere in Europe, outside Europe',
  },
  disability: { type: 'boolean', description: 'Registered occupational disability' },
}
