import type { Dash } from '../figure.js'
import { type Colour, PALETTE } from '../palette.js'
import { element } from './element.js'
import type { Box, LabelWish } from './place-labels.js'
import type { Scale } from './scale.js'

/** Where the marks are drawn. */
export interface Field {
  readonly x: Scale
  readonly y: Scale
  readonly plot: Box
}

/** What drawing a mark gives: its shapes, the labels that want a place, and what labels should not cover. */
export interface Drawing {
  readonly shapes: readonly string[]
  readonly wishes: readonly LabelWish[]
  readonly obstacles: readonly Box[]
}

/** Nothing drawn. */
export const NOTHING: Drawing = { shapes: [], wishes: [], obstacles: [] }

/** Dashes of a line, as SVG writes them. */
export const dashArray = (dash: Dash | undefined): string | undefined =>
  dash === 'dashed' ? '7 4' : dash === 'dotted' ? '2 4' : undefined

/** A colour as SVG writes it. */
export const ink = (colour: Colour): string => PALETTE[colour]

/** Colours too light for text on white give way to ink. */
export const textColour = (colour: Colour): string =>
  ['orange', 'sky', 'yellow', 'faint', 'white', 'purple', 'green'].includes(colour) ? PALETTE.ink : PALETTE[colour]

/** A place in pixels. */
export type Pixel = readonly [number, number]

/** A path through points. */
export const path = (points: readonly Pixel[]): string =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')

/** Small boxes along a line, so that no label lies on it. */
export const along = (points: readonly Pixel[]): readonly Box[] =>
  points.slice(1).flatMap(([x, y], index) => {
    const [fromX, fromY] = points[index] as Pixel
    const count = Math.min(200, Math.ceil(Math.hypot(x - fromX, y - fromY) / 6))
    return Array.from({ length: count }, (_, step) => {
      const [atX, atY] = [fromX + ((x - fromX) * step) / count, fromY + ((y - fromY) * step) / count]
      return { left: atX - 2, right: atX + 2, top: atY - 2, bottom: atY + 2 }
    })
  })

/** A filled box. */
export const rectangle = ({ left, top, right, bottom }: Box, more: Readonly<Record<string, string | number>>): string =>
  element('rect', { x: left, y: top, width: Math.max(right - left, 0.8), height: Math.max(bottom - top, 0.8), ...more })
