import { writeFileSync } from 'node:fs'

/** Arrays that numpy and the R harness can read. */
export type Numbers = Float64Array | Int32Array | Uint16Array | Uint8Array

const TYPES = { Float64Array: '<f8', Int32Array: '<i4', Uint16Array: '<u2', Uint8Array: '|u1' } as const

const typeOf = (values: Numbers): string =>
  values instanceof Float64Array
    ? TYPES.Float64Array
    : values instanceof Int32Array
      ? TYPES.Int32Array
      : values instanceof Uint16Array
        ? TYPES.Uint16Array
        : TYPES.Uint8Array

/** Writes an array as a .npy file, version 1.0; `shape` in Fortran order (column after column) when it has two dimensions. */
export const writeNpy = (path: string, values: Numbers, shape: readonly number[] = [values.length]): string => {
  const text = `{'descr': '${typeOf(values)}', 'fortran_order': ${shape.length > 1 ? 'True' : 'False'}, 'shape': (${shape.join(', ')},), }`
  const padded = text.padEnd(64 * Math.ceil((text.length + 11) / 64) - 11, ' ')
  const header = Buffer.alloc(10 + padded.length + 1)
  header.write('\x93NUMPY\x01\x00', 'latin1')
  header.writeUInt16LE(padded.length + 1, 8)
  header.write(`${padded}\n`, 10, 'latin1')
  writeFileSync(path, Buffer.concat([header, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]))
  return path
}
