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
  /** Asks a question on the terminal; absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>
  /** Shows a file in the program that the system has for it; absent where nobody would see it. */
  readonly show?: (path: string) => Promise<void>
  readonly language: Language
  readonly signal: AbortSignal
  /** Clock in milliseconds, for timings in the manifest only. */
  readonly now: () => number
  /** Variables of the process: only a key and its passphrase are read from them. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Width of the terminal in characters. */
  readonly columns: number
  readonly machine: { readonly node: string; readonly platform: string; readonly cores: number }
}

/** Makes the context of a command from its options. */
export type ContextOf = (options: object & { readonly lang?: string; readonly progress?: string }) => Context

/** How a command ends with another exit code than 0 without an error. */
export type Exit = (code: number) => void
