import type { Reason } from './reason.js'

/** Why screening keeps a candidate out or asks for a reason, as its result says it. */
export const FINDING_REASONS: readonly Reason[] = [
  [
    'alone it all but determines the outcome (AUC {auc}), as if it were known only afterwards',
    'bepaalt in zijn eentje bijna de uitkomst (AUC {auc}), alsof hij pas achteraf bekend was',
  ],
  [
    'alone it tells more of the outcome than can be known beforehand (information value {value}), as if it were known only afterwards',
    'zegt in zijn eentje meer over de uitkomst dan vooraf bekend kan zijn (informatiewaarde {value}), alsof hij pas achteraf bekend was',
  ],
  [
    'it suddenly tells more of the outcome than one snapshot earlier (information value {now}, was {earlier}): is it made of what happens later?',
    'zegt opeens meer over de uitkomst dan een peildatum eerder (informatiewaarde {now}, was {earlier}): is hij gemaakt van wat later gebeurt?',
  ],
  ['all rows have the same encoded value', 'alle rijen hebben hetzelfde niveau'],
  ['an opinion, not a registered fact', 'een mening, geen geregistreerd feit'],
  ['dropped by decision', 'op besluit weggelaten'],
  ['every finding is answered: {by}', 'elke bevinding is gemotiveerd: {by}'],
  ['explained in the study', 'verklaard in de studie'],
  [
    'information value {value} and no proven gain given the others',
    'informatiewaarde {value} en geen bewezen winst boven de andere',
  ],
  [
    'information value {value}, yet it adds to the others',
    'informatiewaarde {value}, maar hij voegt iets toe aan de andere',
  ],
  ['it has no encoded values', 'hij heeft geen niveaus'],
  ['its definition changes over time', 'de definitie verandert in de tijd'],
  ['no finding keeps it out', 'geen bevinding houdt hem tegen'],
  ['no legal basis is declared for using it', 'er is geen wettelijke grondslag voor het gebruik opgegeven'],
  ['no proven gain given the others (p {p})', 'geen bewezen winst boven de andere (p {p})'],
  ['protected ground ({ground})', 'beschermde grond ({ground})'],
  [
    'says the same as "{other}" (correlation {correlation}), which adds more to the others',
    'zegt hetzelfde als "{other}" (correlatie {correlation}), die meer toevoegt aan de andere',
  ],
  ['special category of personal data ({category})', 'bijzonder persoonsgegeven ({category})'],
  [
    'tells {attribute} "{group}" from the rest with AUC {auc}',
    'onderscheidt {attribute} "{group}" van de rest met AUC {auc}',
  ],
  [
    'tells {attribute} "{group}" from the rest with AUC {auc}, which the study uses openly',
    'onderscheidt {attribute} "{group}" van de rest met AUC {auc}, en dat gebruikt de studie openlijk',
  ],
  [
    'the others together say the same (variance inflation {vif})',
    'de andere zeggen samen hetzelfde (variantie-inflatie {vif})',
  ],
  [
    'the others together say the same (variance inflation {vif}; closest "{closest}")',
    'de andere zeggen samen hetzelfde (variantie-inflatie {vif}; dichtstbij "{closest}")',
  ],
  [
    'the others together say the same (variance inflation without bound)',
    'de andere zeggen samen hetzelfde (variantie-inflatie zonder grens)',
  ],
  [
    'the others together say the same (variance inflation without bound; closest "{closest}")',
    'de andere zeggen samen hetzelfde (variantie-inflatie zonder grens; dichtstbij "{closest}")',
  ],
  [
    'the risk is expected to rise with it and is neither rising nor falling throughout',
    'het risico zou ermee moeten stijgen, en stijgt of daalt niet overal',
  ],
  [
    'the risk is expected to fall with it and is neither rising nor falling throughout',
    'het risico zou ermee moeten dalen, en stijgt of daalt niet overal',
  ],
  ['the risk is expected to rise with it and is {how}', 'het risico zou ermee moeten stijgen, en is {how}'],
  ['the risk is expected to fall with it and is {how}', 'het risico zou ermee moeten dalen, en is {how}'],
  [
    'the value is kept in the audit table and is never read for a model',
    'de waarde staat in de audittabel en wordt nooit voor een model gelezen',
  ],
  ['too large a share of the rows have no value', 'een te groot aandeel van de rijen heeft geen waarde'],
  ['too large a share of the rows have the same value', 'een te groot aandeel van de rijen heeft dezelfde waarde'],
  [
    'too large a share of the rows have a value that cannot be',
    'een te groot aandeel van de rijen heeft een waarde die niet kan',
  ],
  [
    'too large a share of the values were known only after the snapshot',
    'een te groot aandeel van de waarden was pas na de peildatum bekend',
  ],
  ['{share} of the rows have no value', '{share} van de rijen heeft geen waarde'],
  ['{share} of the rows have the same value', '{share} van de rijen heeft dezelfde waarde'],
  ['{share} of the rows have a value that cannot be', '{share} van de rijen heeft een waarde die niet kan'],
  ['{share} of the values were known only after the snapshot', '{share} van de waarden was pas na de peildatum bekend'],
  ['{rule}: found {found}; expected {expected}', 'kon niet in niveaus worden gebracht ({rule})'],
]
