import { bestNine } from './best-nine.js'
import { binning } from './binning.js'
import { bootstrap } from './bootstrap.js'
import { groupAudit } from './group-audit.js'
import { logistic } from './logistic.js'
import { optimismOfFit } from './optimism.js'
import { panel } from './panel.js'
import { quickRetrain, wholeRetrain } from './retrain.js'
import { scoring } from './scoring.js'
import type { Benchmark } from './support/types.js'

/** All benchmarks, in the order of the results. */
export const BENCHMARKS: readonly Benchmark[] = [
  logistic,
  bestNine,
  binning,
  bootstrap,
  groupAudit,
  scoring,
  panel,
  optimismOfFit,
  wholeRetrain,
  quickRetrain,
]
