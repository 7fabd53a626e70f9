import { bestNine } from './best-nine.js'
import { bootstrap } from './bootstrap.js'
import { groupAudit } from './group-audit.js'
import { logistic } from './logistic.js'
import { optimismOfFit } from './optimism.js'
import type { Benchmark } from './support/types.js'

/** All benchmarks, in the order of the results. */
export const BENCHMARKS: readonly Benchmark[] = [logistic, bestNine, bootstrap, groupAudit, optimismOfFit]
