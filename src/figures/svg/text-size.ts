/** Width of letters in Arial or Helvetica as shares of the font size, rounded up: text is never wider than measured. */
const NARROW = /[iljtfrI.,:;'’|()[\]\s!·]/
const WIDE = /[mwMW%@—…≥≤]/
const CAPITAL = /[A-Z+−=<>–]/

const letterWidth = (letter: string): number =>
  NARROW.test(letter) ? 0.34 : WIDE.test(letter) ? 0.9 : CAPITAL.test(letter) ? 0.7 : 0.56

/** Width of a text in pixels at a font size, estimated without a browser. */
export const textWidth = (text: string, size: number): number =>
  [...text].reduce((sum, letter) => sum + letterWidth(letter), 0) * size

/** Lines of a text that each fit in a width; a single word that does not is left whole. */
export const wrapText = (text: string, size: number, width: number): readonly string[] => {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    const longer = `${last} ${word}`
    if (last !== undefined && textWidth(longer, size) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
