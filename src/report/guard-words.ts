interface Words {
  readonly en: string
  readonly nl: string
}

const WORDS: Readonly<Record<string, Words>> = {
  'second-solver': {
    en: 'distance between the estimates of two independent solvers, in standard errors',
    nl: 'verschil tussen de schattingen van twee onafhankelijke methoden, in standaardfouten',
  },
  'rare-events': {
    en: 'distance between Firth and maximum likelihood, in standard errors',
    nl: 'verschil tussen Firth en maximale aannemelijkheid, in standaardfouten',
  },
  'sampling-correction': {
    en: 'distance from the base rate after thinning and correcting',
    nl: 'afstand tot het basispercentage na uitdunnen en corrigeren',
  },
}

/** What a guard looks at, in words; the part it is about stands after a colon in its name. Undefined for what is no guard. */
export const guardWords = (name: string): Words | undefined => WORDS[name.split(':')[0] as string]
