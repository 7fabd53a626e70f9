import type { OracleRows } from './oracle-row.js'

export const PEERS = {} as const satisfies OracleRows
