import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** How easily a Dutch text is read. */
export interface Readability {
  readonly sentences: number
  readonly words: number
  readonly syllables: number
  readonly wordsPerSentence: number
  /** Flesch-Douma, about 0 (very hard) to 100 (very easy); 60–70 is plain text. */
  readonly fleschDouma: number
}

/** Groups of vowels that are one syllable in Dutch, longest first; a vowel with a trema begins a new one. */
const NUCLEUS = /aai|ooi|oei|eeu|ieu|eau|aa|ee|oo|uu|ij|ei|au|ou|ui|eu|oe|ie|[aeiouyäëïöüéèêáàâóòôíúû]/giu

/** Syllables of a Dutch word, by its vowels. Numbers and abbreviations without vowels count as one. An estimate, as the formula's are. */
export const dutchSyllables = (word: string): number => Math.max(1, (word.match(NUCLEUS) ?? []).length)

/**
 * Flesch-Douma reading ease: 206.84 − 0.77 · syllables per 100 words − 0.93 · words per sentence (W.H. Douma, De leesbaarheid van
 * landbouwbladen, Wageningen 1960; after Flesch 1948). A sentence ends in . ! or ?. A formula is an aid: it does not know what a text says.
 * @returns undefined for a text without words
 */
export const dutchReadability = (text: string): Readability | Undefined => {
  const sentences = text.split(/[.!?]+(?:\s|$)/u).filter((part) => /[\p{L}\p{N}]/u.test(part)).length
  const words = text.match(/[\p{L}\p{N}]+(?:['’./-][\p{L}\p{N}]+)*/gu) ?? []
  if (words.length === 0) return undefinedBecause('the text has no words')
  const syllables = words.reduce((sum, word) => sum + dutchSyllables(word), 0)
  const wordsPerSentence = words.length / sentences
  return {
    sentences,
    words: words.length,
    syllables,
    wordsPerSentence,
    fleschDouma: 206.84 - 77 * (syllables / words.length) - 0.93 * wordsPerSentence,
  }
}
