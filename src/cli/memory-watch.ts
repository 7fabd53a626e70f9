import { join } from 'node:path'
import type { Language } from '../report/words.js'
import { namesIn, sizeOf } from './sizes.js'

/** Memory of a run. */
export interface RunMemory {
  /** What the engine may take, as it was asked for. */
  readonly engineLimit: string
  /** Largest size of the whole process so far, in bytes, as the system counts it. */
  readonly processPeak: number
  /** Most that the engine had on disk at one moment, in bytes, looked at four times a second. */
  readonly spilledPeak: number
}

/** Looks how much memory and scratch a run takes. */
export interface MemoryWatch {
  readonly read: () => RunMemory
  readonly close: () => void
}

const INTERVAL = 250

const bytesIn = (folder: string): number => namesIn(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0)

/**
 * Begins to watch; nothing but the manifest and the last lines of the report may depend on what it sees.
 * @param spill folder that the engine writes to when it reaches its limit
 */
export const watchMemory = (engineLimit: string, spill: string): MemoryWatch => {
  let spilledPeak = 0
  const look = (): void => {
    spilledPeak = Math.max(spilledPeak, bytesIn(spill))
  }
  const timer = setInterval(look, INTERVAL).unref()
  return {
    read: () => {
      look()
      return { engineLimit, processPeak: process.resourceUsage().maxRSS * 1024, spilledPeak }
    },
    close: () => clearInterval(timer),
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/** One line about the memory of a run. */
export const memoryLine = ({ engineLimit, processPeak, spilledPeak }: RunMemory, language: Language): string => {
  const disk = spilledPeak === 0 ? '' : gigabytes(spilledPeak)
  return language === 'nl'
    ? `geheugen: ten hoogste ${gigabytes(processPeak)}; grens van de motor ${engineLimit}${disk === '' ? '' : `, daarboven ${disk} op schijf`}`
    : `memory: ${gigabytes(processPeak)} at most; limit of the engine ${engineLimit}${disk === '' ? '' : `, beyond it ${disk} on disk`}`
}
