import { readdirSync, statSync } from 'node:fs'

/** Size of a file in bytes; 0 where there is none to read. */
export const sizeOf = (path: string): number => {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}

/** Names in a folder; empty where there is none to read. */
export const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
