import { InvalidArgumentError } from 'commander'

const whole = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`expected a whole number, found "${text}"`)
  return Number(text)
}

/** Reads a whole number of at least 1. */
export const positiveInteger = (text: string): number => {
  const value = whole(text)
  if (value < 1) throw new InvalidArgumentError('expected a whole number of at least 1')
  return value
}

/** Reads a seed: a whole number below 2³². */
export const seedNumber = (text: string): number => {
  const value = whole(text)
  if (value > 0xffffffff) throw new InvalidArgumentError('expected a whole number below 4294967296')
  return value
}

/** Reads a share between 0 and 1. */
export const shareNumber = (text: string): number => {
  const value = Number(text)
  if (!(value >= 0 && value < 1)) throw new InvalidArgumentError(`expected a number from 0 up to 1, found "${text}"`)
  return value
}

/** Reads an amount of memory: a number of MB or GB. */
export const memorySize = (text: string): string => {
  if (!/^\d+(?:\.\d+)? ?[MG]B$/i.test(text) || Number.parseFloat(text) <= 0)
    throw new InvalidArgumentError(`expected an amount such as 3GB or 800MB, found "${text}"`)
  return text
}
