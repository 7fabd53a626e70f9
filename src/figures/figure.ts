import type { Language } from '../../data-schemas/reasons.js'
import type { Stamp } from '../../data-schemas/results/common.js'
import type { Format } from './format.js'
import type { Colour } from './palette.js'

/** A place on an axis: a number as it stands in the result (a share stays a share), an ISO date, or a category. */
export type Place = number | string

/** How one axis is read. Numbers of marks are raw; `format` says how they are written. */
export interface Axis {
  readonly title: string
  /** In words, as in the title of the axis; null where the categories need none. */
  readonly unit: string | null
  readonly scale: 'linear' | 'time' | 'category'
  readonly format: Format
  /** Categories in reading order, left to right or top to bottom; only where `scale` is `category`. */
  readonly categories?: readonly string[]
  /** What the axis must at least show. Default: what the marks need. */
  readonly show?: readonly Place[]
  /** What the axis shows at most; marks beyond are cut. */
  readonly limit?: readonly [number, number]
}

export type Shape = 'circle' | 'square' | 'diamond' | 'triangle'
export type Dash = 'solid' | 'dashed' | 'dotted'

/** A place with its interval along one axis; a bound is null where no interval exists. */
export interface MarkPoint {
  readonly x: Place
  readonly y: Place
  readonly lower?: number | null
  readonly upper?: number | null
  readonly label?: string
}

/** One bar, from one value to the other, at a place on the other axis. */
export interface Bar {
  readonly at: Place
  readonly from: Place
  readonly to: Place
  readonly label?: string
}

interface Named {
  /** As in the key of the figure. */
  readonly name: string
  readonly colour: Colour
  /** Left out of the key, because its label stands beside it. */
  readonly unkeyed?: boolean
}

/** A line through points; `steps` goes level, then up or down. A null breaks it. */
export interface LineMark extends Named {
  readonly kind: 'line' | 'steps'
  readonly points: readonly ({ readonly x: Place; readonly y: Place } | null)[]
  readonly dash?: Dash
  /** Stands at the end of the line. */
  readonly label?: string
}

/** Between a lower and an upper line. */
export interface BandMark extends Named {
  readonly kind: 'band'
  readonly points: readonly { readonly x: Place; readonly lower: number; readonly upper: number }[]
}

/** Bars that grow along one axis. */
export interface BarsMark extends Named {
  readonly kind: 'bars'
  readonly along: 'x' | 'y'
  readonly bars: readonly Bar[]
  /** Share of the room of one category; 0.7 unless told. */
  readonly thickness?: number
  readonly pale?: boolean
}

/** Points, each with an interval where it has one. */
export interface PointsMark extends Named {
  readonly kind: 'points'
  /** Axis that the intervals lie along. */
  readonly along: 'x' | 'y'
  readonly shape: Shape
  /** Pale intervals, where many stand side by side. */
  readonly pale?: boolean
  readonly points: readonly MarkPoint[]
  /** Shift on the category axis, in shares of its room, so that series stand beside each other. */
  readonly dodge?: number
}

/** From a start over changes to an end. Only the changes are given: where each bar begins is the renderer's to lay out. */
export interface WaterfallMark extends Named {
  readonly kind: 'waterfall'
  readonly start: { readonly at: string; readonly value: number; readonly label: string }
  readonly changes: readonly { readonly at: string; readonly change: number; readonly label: string }[]
  readonly end: { readonly at: string; readonly value: number; readonly label: string }
  /** Colour of a change below 0; `colour` is that of one above. */
  readonly falling: Colour
}

/** A straight line across the figure at one value, with its label. */
export interface RuleMark {
  readonly kind: 'rule'
  readonly axis: 'x' | 'y'
  readonly at: Place
  readonly label: string
  readonly colour: Colour
  readonly dash: Dash
}

/** The line on which x equals y. */
export interface DiagonalMark {
  readonly kind: 'diagonal'
  readonly label: string
  readonly colour: Colour
}

/** A zone between two values, across the figure. */
export interface ZoneMark {
  readonly kind: 'zone'
  readonly axis: 'x' | 'y'
  readonly from: number
  readonly to: number
  readonly label: string
  readonly colour: Colour
}

/** Cells shaded by a number; null is a number that may not be shown or does not exist, said in `text`. */
export interface HeatMark {
  readonly kind: 'heat'
  readonly name: string
  readonly colour: Colour
  readonly lightest: number
  readonly darkest: number
  readonly cells: readonly {
    readonly x: string
    readonly y: string
    readonly value: number | null
    readonly text: string
  }[]
}

/** Cells that belong to a class; the text says which, so that no colour is needed. */
export interface ClassesMark {
  readonly kind: 'classes'
  readonly cells: readonly { readonly x: string; readonly y: string; readonly colour: Colour; readonly text: string }[]
}

/** Words at a place, mostly where a number may not be shown. */
export interface NoteMark {
  readonly kind: 'note'
  readonly x: Place
  readonly y: Place
  readonly text: string
  /** Side of the place that the words stand on; `right` unless told. */
  readonly side?: 'right' | 'above' | 'centre'
}

/** Everything that a figure may be drawn with. */
export type Mark =
  | LineMark
  | BandMark
  | BarsMark
  | PointsMark
  | WaterfallMark
  | RuleMark
  | DiagonalMark
  | ZoneMark
  | HeatMark
  | ClassesMark
  | NoteMark

/** The figure as a table: what a reader sees who does not look. */
export interface FigureTable {
  readonly columns: readonly { readonly head: string; readonly align: 'left' | 'right' }[]
  readonly rows: readonly (readonly string[])[]
}

/** A figure, as data: drawn alike by each renderer. Every number in it stands in the result that it was made from. */
export interface Figure {
  readonly kind: 'figure'
  /** Stable, in kebab-case; unique within a run. */
  readonly id: string
  readonly language: Language
  readonly title: string
  /** What the numbers are, in which unit, and what the intervals are. */
  readonly subtitle: string
  /** One or more sentences that say what is seen, with its numbers. */
  readonly alternative: string
  readonly table: FigureTable
  readonly x: Axis
  readonly y: Axis
  readonly marks: readonly Mark[]
  /** Where the numbers come from. */
  readonly source: Stamp
}
