import { betaTable } from './beta-table.js'
import { parameters } from './parameters.js'
import { type Effects, effectsOf, type Scenario } from './scenario.js'

/** What the pilot changes for its people; all zero and no fixed place otherwise. */
export interface Adjustments {
  /** Index of the municipality that everybody lives in; −1: drawn. */
  readonly municipality: number
  /** Added to the constant of the log-odds of applying. */
  readonly application: number
  /** Added to the effect of prior bijstand on applying, on the log job hazard and on having prior bijstand (constant). */
  readonly priorApplication: number
  readonly priorJob: number
  readonly priorLogit: number
}

/** No adjustment. */
export const noAdjustments: Adjustments = {
  municipality: -1,
  application: 0,
  priorApplication: 0,
  priorJob: 0,
  priorLogit: 0,
}

/** What all people of one population share. */
export interface World {
  readonly weeks: number
  readonly effects: Effects
  readonly adjustments: Adjustments
  /** Quantiles of the share of a lifetime worked, and of the share of the old wage earned beside WW. */
  readonly workShare: Float64Array
  readonly sideShare: Float64Array
}

/** The world of a scenario over `weeks` weeks. */
export const worldOf = (scenario: Scenario, weeks: number, adjustments: Adjustments = noAdjustments): World => ({
  weeks,
  effects: effectsOf(scenario, weeks),
  adjustments,
  workShare: betaTable(parameters.workYears.beta[0], parameters.workYears.beta[1]),
  sideShare: betaTable(parameters.side.share.beta[0], parameters.side.share.beta[1]),
})
