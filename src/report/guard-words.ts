interface Words {
  readonly en: string
  readonly nl: string
}

const WORDS: Readonly<Record<string, Words>> = {
  'certified-selection': {
    en: 'how much better a set that was not looked at can be, in log-likelihood',
    nl: 'hoeveel beter een verzameling die niet is bekeken kan zijn, in log-likelihood',
  },
  'certified-near-sets': {
    en: 'how much better a near-optimal set that was not looked at can be, in log-likelihood',
    nl: 'hoeveel beter een bijna-beste verzameling die niet is bekeken kan zijn, in log-likelihood',
  },
  'stable-selection': {
    en: 'how often the least certain chosen indicator is chosen again with other people',
    nl: 'hoe vaak de minst zekere gekozen indicator met andere mensen weer wordt gekozen',
  },
  'selection-optimism': {
    en: 'recall that is owed to measuring on the people who were learned from',
    nl: 'recall die komt doordat is gemeten bij de mensen van wie is geleerd',
  },
  'too-good-to-be-true': {
    en: 'what a candidate alone tells of the outcome',
    nl: 'wat een kandidaat alleen al over de uitkomst zegt',
  },
  reveals: {
    en: 'how well a candidate gives away a protected attribute',
    nl: 'hoe goed een kandidaat een beschermd kenmerk verraadt',
  },
  'negative-controls': {
    en: 'control outcomes that nobody can know, smallest p',
    nl: 'controle-uitkomsten die niemand kan weten, kleinste p',
  },
  'future-feature': {
    en: 'AUC of a feature made of the outcome: is it caught?',
    nl: 'AUC van een kenmerk gemaakt van de uitkomst: valt het op?',
  },
  'contaminated-outcome': {
    en: 'rows whose outcome an earlier offer of help touched',
    nl: 'rijen waarvan eerdere hulp de uitkomst raakte',
  },
  'shifted-period': {
    en: 'whether a candidate holds in every period',
    nl: 'of een kandidaat in elke periode standhoudt',
  },
  'unstable-order': {
    en: 'whether the order of the bins holds in every period',
    nl: 'of de volgorde van de klassen in elke periode standhoudt',
  },
  'published-proxy': {
    en: 'how well a candidate gives away a group, by published counts',
    nl: 'hoe goed een kandidaat een groep verraadt, volgens gepubliceerde aantallen',
  },
  'second-solver': {
    en: 'distance between the estimates of two independent solvers, in standard errors',
    nl: 'verschil tussen de schattingen van twee onafhankelijke methoden, in standaardfouten',
  },
  'rare-events': {
    en: 'distance between Firth and maximum likelihood, in standard errors',
    nl: 'verschil tussen Firth en maximale aannemelijkheid, in standaardfouten',
  },
  'optimism-of-slope': {
    en: 'slope of the calibration that new people would show',
    nl: 'helling van de kalibratie die nieuwe mensen zouden laten zien',
  },
  'ranks-kept': {
    en: 'pairs of people that the recalibration ties or turns round',
    nl: 'paren mensen die door de herkalibratie gelijk of omgekeerd komen te staan',
  },
  'calibration-of-group': {
    en: 'observed ÷ expected in a group',
    nl: 'waargenomen ÷ verwacht in een groep',
  },
  'calibration-of-period': {
    en: 'observed ÷ expected in a period',
    nl: 'waargenomen ÷ verwacht in een periode',
  },
  'sampling-correction': {
    en: 'distance from the base rate after thinning and correcting',
    nl: 'afstand tot het basispercentage na uitdunnen en corrigeren',
  },
  'tie-rule': {
    en: 'p that the order of equal scores knows nothing of any group',
    nl: 'p dat de volgorde van gelijke scores niets van een groep weet',
  },
  'tie-rule-not-frozen': {
    en: 'the study orders equal scores by a column; the frozen model does not',
    nl: 'de studie ordent gelijke scores met een kolom; het bevroren model niet',
  },
  'blind-spot': {
    en: 'people of one description missed beyond what the model expects, at least',
    nl: 'mensen van één omschrijving gemist boven wat het model verwacht, minstens',
  },
  'crossed-groups': {
    en: 'distance of a crossed group from what its two attributes give, at least',
    nl: 'afstand van een gekruiste groep tot wat de twee kenmerken geven, minstens',
  },
  'funnel-step': {
    en: 'largest proven difference that a step after the list adds',
    nl: 'grootste bewezen verschil dat een stap na de lijst toevoegt',
  },
  'shifted-quarter': {
    en: 'a quarter unlike the others',
    nl: 'een kwartaal dat niet op de andere lijkt',
  },
  'open-windows': {
    en: 'distance between the bounds of recall, while some outcomes are not known yet',
    nl: 'afstand tussen de grenzen van de recall, zolang sommige uitkomsten nog niet bekend zijn',
  },
  'intake-overfull': {
    en: 'share of the places that stay empty',
    nl: 'aandeel van de plaatsen dat leeg blijft',
  },
  'list-churn': {
    en: 'largest share of the people listed who fall off the list at the next date',
    nl: 'grootste aandeel van de mensen op de lijst dat er bij de volgende datum af valt',
  },
  'production-ties': {
    en: 'chance of what the rule for equal scores finds, under a blind draw',
    nl: 'kans op wat de regel voor gelijke scores vindt, bij blind loten',
  },
  'champion-overlap': {
    en: 'share of the list of the model in use that is on the new list too',
    nl: 'aandeel van de lijst van het model in gebruik dat ook op de nieuwe lijst staat',
  },
  'adoption-rule': {
    en: 'lead over what the adoption rule asks',
    nl: 'voorsprong op wat de invoerregel vraagt',
  },
  waiver: {
    en: 'a guard that the study explains and this run does not have',
    nl: 'een bewaker die de studie verklaart en die deze run niet heeft',
  },
  'test-opened-before': {
    en: 'other rules under which the test side was opened before',
    nl: 'andere regels waaronder de testkant eerder is geopend',
  },
}

/** What a guard looks at, in words; the part it is about stands after a colon in its name. Undefined for what is no guard. */
export const guardWords = (name: string): Words | undefined => WORDS[name.split(':')[0] as string]
