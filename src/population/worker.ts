import { workerData } from 'piscina'
import { type Chunk, drawChunk, type Stretch } from './chunk.js'
import type { Scenario } from './scenario.js'
import { type Adjustments, worldOf } from './world.js'

/** What every worker of one population is told when it starts. */
export interface WorkerSetting {
  readonly scenario: Scenario
  readonly weeks: number
  readonly adjustments: Adjustments
}

const { scenario, weeks, adjustments } = workerData as WorkerSetting
const world = worldOf(scenario, weeks, adjustments)

/** Draws a stretch of people on a worker thread. */
export const chunk = (stretch: Stretch): Chunk => drawChunk(stretch, world)
