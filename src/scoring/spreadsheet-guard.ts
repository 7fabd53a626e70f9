/** First letters that make a spreadsheet run a text: `=`, `+`, `-`, `@`, tab, line feed, carriage return, and the wide forms of the first four. */
const RISKY = /^[=+\-@\t\n\r＝＋－＠]/

/** A text that a spreadsheet would run as a formula gets an apostrophe in front; any other is left as it is. */
export const guardText = (text: string): string => (RISKY.test(text) ? `'${text}` : text)

/** {@link guardText} in SQL, for an expression of texts. */
export const guardSql = (text: string): string =>
  `CASE WHEN left(${text}, 1) IN ('=', '+', '-', '@', chr(9), chr(10), chr(13), '＝', '＋', '－', '＠') THEN '''' || ${text} ELSE ${text} END`
