import { textWidth } from './text-size.js'

/** A rectangle in pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A text that wants to stand beside something. */
export interface LabelWish {
  readonly text: string
  readonly colour: string
  readonly beside: Box
  /** Sides in order of preference. */
  readonly sides: readonly Side[]
  readonly bold?: boolean
}

export type Side = 'right' | 'left' | 'above' | 'below' | 'centre'

/** A text with its place: the baseline starts at x, y. */
export interface PlacedLabel {
  readonly text: string
  readonly colour: string
  readonly x: number
  readonly y: number
  readonly bold: boolean
  /** From the thing to its label, where they lie apart. */
  readonly leader: readonly [number, number, number, number] | null
}

/** Size of labels in pixels. */
export const LABEL_SIZE = 12
const HEIGHT = 14
const GAP = 5

const boxAt = ({ beside, text }: LabelWish, side: Side, shift: number): Box => {
  const width = textWidth(text, LABEL_SIZE)
  const middleX = (beside.left + beside.right) / 2
  const middleY = (beside.top + beside.bottom) / 2
  const left = side === 'right' ? beside.right + GAP : side === 'left' ? beside.left - GAP - width : middleX - width / 2
  const top = side === 'above' ? beside.top - HEIGHT - 2 : side === 'below' ? beside.bottom + 2 : middleY - HEIGHT / 2
  return { left, top: top + shift, right: left + width, bottom: top + shift + HEIGHT }
}

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))

const outside = (box: Box, room: Box): number =>
  Math.max(0, room.left - box.left) +
  Math.max(0, box.right - room.right) +
  Math.max(0, room.top - box.top) +
  Math.max(0, box.bottom - room.bottom)

const nearest = (value: number, from: number, to: number): number => Math.min(Math.max(value, from), to)

const leaderOf = (beside: Box, box: Box): PlacedLabel['leader'] => {
  const [x, y] = [(beside.left + beside.right) / 2, (beside.top + beside.bottom) / 2]
  const [toX, toY] = [nearest(x, box.left - 1, box.right + 1), nearest(y, box.top + 2, box.bottom - 2)]
  const apart = Math.max(
    beside.left - box.right,
    box.left - beside.right,
    beside.top - box.bottom,
    box.top - beside.bottom,
  )
  const low = Math.abs(toY - y) > 6 && apart >= GAP
  return low ? [x, y, toX, toY] : null
}

const SHIFTS = [0, -8, 8, -15, 15, -23, 23, -31, 31]

/** Gives each label the first place of its wishes that covers nothing, or the one that covers least. Greedy, in the order given. */
export const placeLabels = (
  wishes: readonly LabelWish[],
  { room, obstacles }: { readonly room: Box; readonly obstacles: readonly Box[] },
): readonly PlacedLabel[] => {
  const taken: Box[] = [...obstacles]
  return wishes.map((wish) => {
    const options = SHIFTS.flatMap((shift) => wish.sides.map((side) => boxAt(wish, side, shift)))
    const cost = (box: Box): number =>
      taken.reduce((sum, other) => sum + overlap(box, other), 0) + 50 * outside(box, room)
    const best = options.reduce<{ box: Box; cost: number } | null>((found, box) => {
      if (found !== null && found.cost === 0) return found
      const now = cost(box)
      return found === null || now < found.cost ? { box, cost: now } : found
    }, null)
    const box = best?.box ?? wish.beside
    taken.push(box)
    return {
      text: wish.text,
      colour: wish.colour,
      x: box.left,
      y: box.bottom - 3,
      bold: wish.bold ?? false,
      leader: leaderOf(wish.beside, box),
    }
  })
}
