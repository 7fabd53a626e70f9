/**
 * The colours of all figures: those of Okabe and Ito (2008), told apart with every common colour-vision deficiency, and greys for what only
 * carries the eye. Marks differ in shape or dash as well, so that a figure reads in grey print.
 */
export const PALETTE = {
  blue: '#0072B2',
  orange: '#E69F00',
  green: '#009E73',
  vermilion: '#D55E00',
  sky: '#56B4E9',
  purple: '#CC79A7',
  yellow: '#F0E442',
  black: '#000000',
  ink: '#222222',
  grey: '#595959',
  faint: '#D9D9D9',
  white: '#FFFFFF',
} as const

/** Name of a colour of the palette. */
export type Colour = keyof typeof PALETTE
