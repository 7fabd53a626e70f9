import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import util from 'node:util'
import { WorkbenchError } from '../errors.js'

/** The functions of TensorFlow.js, loaded when a challenger is trained and not before. */
export type TensorFlow = typeof import('@tensorflow/tfjs-core')

/** TensorFlow.js with the backend that computes. */
export interface Backend {
  readonly tf: TensorFlow
  /** `tensorflow`: TensorFlow's own library, of `@tensorflow/tfjs-node`; `wasm`: WebAssembly with SIMD where the processor has it. */
  readonly name: 'tensorflow' | 'wasm'
  /** Of TensorFlow.js. */
  readonly version: string
}

/** Options of {@link openTensorFlow}. */
export interface BackendOptions {
  /** `available` takes TensorFlow's own library where it loads, else WebAssembly. */
  readonly backend: 'available' | 'tensorflow' | 'wasm'
  /** Where `@tensorflow/tfjs-node` is, when it is not installed beside this package: its folder. */
  readonly native?: string
}

/**
 * Loads TensorFlow.js and makes a backend the current one. Nothing is fetched from a network: the WebAssembly file comes with its package.
 * TensorFlow.js keeps one current backend per process, so trainings on different backends must not run at the same time.
 * @throws WorkbenchError `no-backend`
 */
export const openTensorFlow = async (options: BackendOptions): Promise<Backend> => {
  const tf = await import('@tensorflow/tfjs-core')
  tf.enableProdMode()
  // The core comes without gradients; the layers register them.
  await import('@tensorflow/tfjs-layers')
  if (options.backend !== 'wasm') {
    const failure = await loadNative(options.native)
    if (failure === undefined) return ready(tf, 'tensorflow')
    if (options.backend === 'tensorflow') throw noBackend('@tensorflow/tfjs-node', failure)
  }
  await loadWasm()
  return ready(tf, 'wasm')
}

const ready = async (tf: TensorFlow, name: Backend['name']): Promise<Backend> => {
  const done = await withoutNewListeners(() => tf.setBackend(name))
  if (!done) throw noBackend(name, undefined)
  return { tf, name, version: tf.version_core }
}

const noBackend = (name: string, cause: unknown): WorkbenchError =>
  new WorkbenchError('no-backend', {
    expected: `${name}, which computes the challenger`,
    found: 'it does not load',
    advice: 'install @tensorflow/tfjs-node with its native library, or let the study use the backend "wasm"',
    cause,
  })

/** Registers TensorFlow's own library; what went wrong when it is not there. */
const loadNative = async (folder: string | undefined): Promise<unknown> => {
  restoreUtil()
  const name = '@tensorflow/tfjs-node'
  try {
    await import(folder === undefined ? name : join(folder, 'dist', 'index.js'))
    return undefined
  } catch (error) {
    return error ?? 'unknown'
  }
}

/** tfjs-node 4.22 calls a function that Node 23 took away. */
const restoreUtil = (): void => {
  if ('isNullOrUndefined' in util) return
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined })
}

const loadWasm = async (): Promise<void> => {
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  try {
    wasm.setWasmPaths(`${dirname(entry)}${sep}`)
  } catch {
    // Its paths can be set once, before the backend starts; a second opening finds them set.
  }
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const

/** The WebAssembly loader listens for failures of the whole process; a library must not. */
const withoutNewListeners = async <T>(work: () => Promise<T>): Promise<T> => {
  const before = EVENTS.map((event) => process.listeners(event as 'uncaughtException'))
  const value = await work()
  for (const [index, event] of EVENTS.entries()) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before[index]?.includes(listener)) process.removeListener(event, listener)
    }
  }
  return value
}
