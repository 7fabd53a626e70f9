import { numberOf } from '../extent.js'
import type { Axis, Dash, Place } from '../figure.js'

/** Plain JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
/** One trace or one part of a layout. */
export type JsonObject = Readonly<Record<string, Json>>

/** Dashes by the names that plotly.js has. */
export const DASHES: Readonly<Record<Dash, string>> = { solid: 'solid', dashed: 'dash', dotted: 'dot' }
/** Categories lie at 0, 1, 2 … with their names as ticks, so that series can stand beside each other. */
export const at = (place: Place, axis: Axis, dodge = 0): string | number =>
  axis.scale === 'category' ? numberOf(place, axis) + dodge : place
