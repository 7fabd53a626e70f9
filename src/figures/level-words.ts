import type { Language } from '../../data-schemas/reasons.js'

const WORDS: readonly (readonly [pattern: RegExp, nl: string])[] = [
  [/^(.+) or less$/, '$1 of minder'],
  [/^(.+) or more$/, '$1 of meer'],
  [/^group (\d+) of (\d+) \((\d+) categories\)$/, 'groep $1 van $2 ($3 categorieën)'],
  [/^missing$/, 'ontbreekt'],
  [/^not applicable$/, 'niet van toepassing'],
  [/^unseen$/, 'nieuwe waarde'],
  [/^yes$/, 'ja'],
  [/^no$/, 'nee'],
]

/** A level as it is called in the result, in the language of the reader; decimal commas in Dutch where it is made of numbers. */
export const levelWords = (
  { label, kind }: { readonly label: string; readonly kind: string },
  { language }: { readonly language: Language },
): string => {
  if (language === 'en') return label
  const found = WORDS.find(([pattern]) => pattern.test(label))
  const words = found === undefined ? label : label.replace(found[0], found[1])
  return kind === 'bin' && /^[\d.\s<≥–−-]+( of (minder|meer))?$/.test(words)
    ? words.replaceAll(/(\d)\.(\d)/g, '$1,$2')
    : words
}
