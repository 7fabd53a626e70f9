/** One step of a long job: which stage, and how far it is when that is known (0 to 1). */
export interface ProgressEvent {
  readonly stage: string
  readonly share?: number
}

/** Receives the steps of a long job. Results never depend on it. */
export type Progress = (event: ProgressEvent) => void
