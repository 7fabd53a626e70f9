import type { SentTask } from './aside.js'

/** Shared by the threads that may do a task: 1 as soon as one of them does it. */
export type Claim = Int32Array

/** A task that the first thread to claim it does. */
export interface ClaimedTask extends SentTask {
  readonly claim: Claim
}

/** What a thread says of a task that was sent to it: its result, or that another thread had begun it. */
export type ThreadResult = { readonly kind: 'done'; readonly value: unknown } | { readonly kind: 'elsewhere' }

/** Of a task that nobody has begun. */
export const newClaim = (): Claim => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))

/** Claims a task for the calling thread; false when another thread was before it. */
export const claim = (shared: Claim): boolean => Atomics.exchange(shared, 0, 1) === 0
