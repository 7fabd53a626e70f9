import { createRequire } from 'node:module'

/** One output that a reader can show in several ways: MIME type to text, or to JSON for types that are JSON. */
export type Bundle = Readonly<Record<string, unknown>>

/** What tslab keeps of the way its kernel writes outputs. */
interface KernelModule {
  readonly lastWriteDisplayData?:
    | ((
        shown: { readonly data: Bundle; readonly metadata: object; readonly transient: object },
        update: boolean,
      ) => void)
    | null
}

/**
 * Writes one output in several MIME types, where this runs inside a kernel of tslab: its `display` knows one type at a time. Looks only
 * at what the kernel has loaded, and loads nothing.
 * @returns undefined outside such a kernel
 */
export const kernelOutput = (): ((bundle: Bundle) => void) | undefined => {
  const here = createRequire(import.meta.url)
  let path: string
  try {
    path = here.resolve('tslab/dist/jupyter.js')
  } catch {
    return undefined
  }
  const write = (here.cache[path]?.exports as KernelModule | undefined)?.lastWriteDisplayData
  return typeof write === 'function' ? (data) => write({ data, metadata: {}, transient: {} }, false) : undefined
}
