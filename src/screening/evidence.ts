import type { Encoder } from '../../data-schemas/encoder.js'
import type { Interval } from '../../data-schemas/results/common.js'
import type { ProxyFinding } from '../../data-schemas/results/screening.js'
import type { Study } from '../../data-schemas/study.js'
import { type AuditCodes, type AuditReading, readAudit } from '../disclosure/audit-codes.js'
import type { Block, Design } from '../numeric/design.js'
import { random } from '../random.js'
import { type CandidateLevels, candidateLevels, denseRanks, oneNumber } from './candidate-levels.js'
import { type Correlation, correlationMatrix } from './correlation.js'
import { type Information, informationValue } from './information.js'
import { type ProxyGroup, type ProxyRows, proxiesOf, proxyGroups, proxyRows } from './proxy-test.js'
import { rankInterval, rankStatistic } from './rank-statistic.js'

/** The rows that candidates are screened on, in codes. */
export interface ScreeningRows {
  readonly blocks: readonly Block[]
  readonly outcome: Uint8Array
  readonly person: Int32Array
}

/** What was computed of one candidate on its own. */
export interface Evidence {
  readonly name: string
  readonly encoder: Encoder
  readonly varies: boolean
  readonly information: Information
  readonly auc: Interval
  readonly proxies: readonly ProxyFinding[]
}

const evidenceOf = (
  block: Block,
  encoder: Encoder,
  by: { readonly rows: ScreeningRows; readonly halves: ProxyRows; readonly groups: readonly ProxyGroup[] },
): Evidence => {
  const { outcome, person } = by.rows
  const levels: CandidateLevels = candidateLevels(block, encoder)
  const first = levels.value[0]
  return {
    name: block.name,
    encoder,
    varies: levels.value.some((value) => value !== first),
    information: informationValue({ ...levels, outcome, person }),
    auc: rankInterval(rankStatistic({ rank: denseRanks(levels.value), positive: outcome, person })),
    proxies: proxiesOf(by.halves, levels, by.groups),
  }
}

/** Evidence of every block, and what was read of protected attributes for it. */
export const gatherEvidence = (
  study: Study,
  rows: ScreeningRows,
  of: { readonly encoders: readonly Encoder[]; readonly audit: readonly AuditCodes[] },
): { readonly evidence: readonly Evidence[]; readonly readings: readonly AuditReading[] } => {
  const opened = of.audit.map((sealed) => ({
    sealed,
    ...readAudit(sealed, 'screening', 'proxy test of the candidates'),
  }))
  const halves = proxyRows(rows, random(study.seed, 'screening', 'proxy-halves'))
  const attributes = opened.map(({ sealed, codes }) => ({ name: sealed.name, values: sealed.values, codes }))
  const groups = proxyGroups(halves, attributes, study.disclosure.minimum)
  const evidence = rows.blocks.flatMap((block) => {
    const encoder = of.encoders.find(({ name }) => name === block.name)
    return encoder === undefined ? [] : [evidenceOf(block, encoder, { rows, halves, groups })]
  })
  return { evidence, readings: opened.map(({ reading }) => reading) }
}

/** Correlation of the candidates of a design, each as one number, over its patterns. */
export const correlationOf = (
  design: Design,
  encoders: readonly Encoder[],
): { readonly names: readonly string[]; readonly correlation: Correlation } => {
  const columns = design.blocks.map((block) =>
    oneNumber(
      block,
      encoders.find(({ name }) => name === block.name),
    ),
  )
  return { names: design.blocks.map(({ name }) => name), correlation: correlationMatrix(columns, design.trials) }
}
