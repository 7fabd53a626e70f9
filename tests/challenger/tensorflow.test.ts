import { expect, it } from 'vitest'
import { openTensorFlow } from '../../src/challenger/tensorflow.js'

// Alone in its file: the first opening in a process is the one that loads the WebAssembly file.
it('opens WebAssembly without a network, and leaves no listener on the process', async () => {
  const count = () => process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection')
  const before = count()
  const { fetch } = globalThis
  globalThis.fetch = () => Promise.reject(new Error('no network'))
  const { tf, name } = await openTensorFlow({ backend: 'wasm' }).finally(() => {
    globalThis.fetch = fetch
  })
  expect(name).toBe('wasm')
  expect(tf.getBackend()).toBe('wasm')
  expect(Array.from(tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync()))).toEqual([11])
  expect(count()).toBe(before)
})
