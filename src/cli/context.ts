import type { Progress } from '../progress.js'
import type { Language } from '../report/words.js'

/** What a command may use of the process: handed in, so that commands can be tested without one. */
export interface Context {
  /** Results for people and pipes. */
  readonly out: (text: string) => void
  /** Notes and progress. */
  readonly note: (text: string) => void
  readonly progress: Progress
  readonly stopProgress: () => void
  readonly language: Language
  readonly signal: AbortSignal
  /** Clock in milliseconds, for timings in the manifest only. */
  readonly now: () => number
  /** Width of the terminal in characters. */
  readonly columns: number
  readonly machine: { readonly node: string; readonly platform: string; readonly cores: number }
}
