import type { Workbench } from './workbench.js'

/** One run of one contender. `value` is what equality is judged on; it is never printed. */
export interface Ran {
  readonly seconds: number
  /** CPU seconds of all threads of the contender's process. */
  readonly cpu: number
  readonly value: unknown
}

/** Someone who does the work: the workbench, or a peer. */
export interface Contender {
  readonly name: string
  /** Packages with versions. */
  readonly versions: string
  /** How it does the work, in one line. */
  readonly how: string
  readonly ours: boolean
  /** Times are multiplied by this factor because only a part was run; the reason is printed. */
  readonly extrapolated?: { readonly factor: number; readonly because: string }
  run(): Promise<Ran>
  close(): void
}

/** A contender without times, with the reason: it could not be had here, or it was there and broke. */
export interface Absent {
  readonly name: string
  readonly because: string
  /** It was there and broke while it worked: the benchmark has failed. */
  readonly broke?: true
}

/** One thing on which a peer and the workbench must agree before times are compared. */
export interface Agreement {
  readonly peer: string
  readonly what: string
  /** How far apart they are. */
  readonly difference: number
  /** How far apart they may be. */
  readonly allowed: number
}

/** A benchmark made ready to run. */
export interface Case {
  /** Size of the data, for the table. */
  readonly size: string
  readonly contenders: readonly (Contender | Absent)[]
  /** Name of the contender of ours that ratios are taken of. */
  readonly main: string
  /** Compares the values of the warm-up. */
  agree(values: ReadonlyMap<string, unknown>): readonly Agreement[]
  /** Rows or other units that one run of the main contender handles, to print a rate. */
  readonly units?: { readonly count: number; readonly name: string }
  /** What a reader must know to read the times. */
  readonly notes: readonly string[]
}

/** What a benchmark may use. */
export interface Context {
  /** Small sizes: a smoke test, not a measurement. */
  readonly quick: boolean
  /** Scratch folder of this benchmark; removed afterwards. */
  readonly folder: string
  readonly workbench: Workbench
  python(name: string, options: PeerOptions): Promise<Contender | Absent>
  r(name: string, options: PeerOptions): Promise<Contender | Absent>
}

/** How a peer's script is called. */
export interface PeerOptions {
  /** Script in bench/peers and the name of its task. */
  readonly script: string
  readonly task: string
  readonly how: string
  readonly arguments: Readonly<Record<string, unknown>>
  readonly extrapolated?: Contender['extrapolated']
}

/** Median seconds by contender (extrapolated where only a part was run). */
export type Medians = ReadonlyMap<string, number>

/** What DESIGN §6 or an issue asks. */
export interface Target {
  readonly text: string
  met(medians: Medians, of: Case): boolean | null
  /** The ratios that it is judged by, and others that a reader must see beside them. */
  told?(medians: Medians, of: Pick<Case, 'main'>): string
}

/** A benchmark. */
export interface Benchmark {
  readonly name: string
  readonly title: string
  readonly target: Target
  prepare(context: Context): Promise<Case>
}

/** True for a contender that is there. */
export const isHad = (one: Contender | Absent): one is Contender => 'run' in one
