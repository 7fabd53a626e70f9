import { WorkbenchError } from '../errors.js'

/** A value of a result, and where it stands. */
export interface Traced {
  readonly value: unknown
  /** JSON pointer (RFC 6901). */
  readonly pointer: string
}

const step = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** The value at a JSON pointer (RFC 6901); undefined where there is none. */
const resolvePointer = (source: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => {
      if (typeof at !== 'object' || at === null) return undefined
      const name = key.replaceAll('~1', '/').replaceAll('~0', '~')
      return Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : undefined
    }, source)

/**
 * Reads a value through ordinary, typed property access and tells where it stood. `pick` may search (`find`), but must end at a property.
 * Throws `no-such-value` when what came back does not stand where it was read: then it was computed.
 */
export const trace = <T extends object>(source: T, pick: (source: T) => unknown): Traced => {
  const seen = new WeakMap<object, Traced>()
  let last = ''
  const watch = (target: object, pointer: string): object => {
    const watched = new Proxy(target, {
      get: (of, key) => {
        const value: unknown = Reflect.get(of, key)
        if (typeof key === 'symbol' || typeof value === 'function') return value
        const at = pointer + step(key)
        if (typeof value === 'object' && value !== null) return watch(value, at)
        last = at
        return value
      },
    })
    seen.set(watched, { value: target, pointer })
    return watched
  }
  const picked = pick(watch(source, '') as T)
  const found =
    typeof picked === 'object' && picked !== null ? seen.get(picked) : ({ value: picked, pointer: last } as const)
  if (found === undefined || found.value === undefined || resolvePointer(source, found.pointer) !== found.value)
    throw new WorkbenchError('no-such-value', {
      expected: 'a value that stands in a result',
      found: `nothing at ${last}`,
      advice: 'this is a bug: a dossier shows what results hold and computes nothing',
    })
  return found
}
