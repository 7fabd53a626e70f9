import { totalmem } from 'node:os'

/** Memory that the engine takes at most, where nobody says how much, in bytes: more has not been seen to make a run faster. */
const MOST = 4e9

/** Share of the machine's memory that the engine takes at most: the rest is for columns, patterns and other programs. */
const SHARE = 0.5

/** Memory of this machine, or of the container that the process is in where that is less, in bytes. */
const machineMemory = (): number => {
  const container: number | undefined = process.constrainedMemory()
  return container === undefined || container <= 0 ? totalmem() : Math.min(totalmem(), container)
}

/** Memory limit of the embedded engine where the user names none, such as "4000MB": half of what there is, at most 4 GB; the rest goes to disk. */
export const defaultMemory = (available: number = machineMemory()): string =>
  `${Math.max(1, Math.floor(Math.min(SHARE * available, MOST) / 1e6))}MB`
