import type { Reason } from './reason.js'

/** What a guard of the examination, or a gate, found. */
export const GUARD_REASONS: readonly Reason[] = [
  ['a feature made of the outcome is seen as too good', 'een kenmerk gemaakt van de uitkomst valt op als te goed'],
  [
    'a feature made of the outcome itself is not seen as too good: the guard does not work',
    'een kenmerk gemaakt van de uitkomst zelf valt niet op als te goed: de bewaker werkt niet',
  ],
  ['against the expected sign: {candidates}', 'tegen het verwachte teken: {candidates}'],
  [
    'an earlier offer of help touched the outcome of rows that the model learns from: leave them out with "exposure.treatment": "exclude", let others stand in for them with "weight", or say why they stay',
    'eerdere hulp raakte de uitkomst van rijen waarvan het model leert: laat ze weg met "exposure.treatment": "exclude", laat andere invallen met "weight", of zeg waarom ze blijven',
  ],
  [
    'bins of the chosen candidates keep their order in every period, as far as chance allows; smallest p after Holm',
    'de klassen van de gekozen kandidaten houden in elke periode hun volgorde, voor zover het toeval dat laat zien; kleinste p na Holm',
  ],
  [
    'chance that a blind draw among equals finds so many more or fewer people than expected, corrected for all lists',
    'kans dat blind loten onder gelijken zoveel meer of minder mensen vindt dan verwacht, gecorrigeerd voor alle lijsten',
  ],
  [
    'distance in {metric} of a crossed group from what its two attributes alone give: at least',
    'afstand ({metric}) van een gekruiste groep tot wat de twee kenmerken elk geven: minstens',
  ],
  [
    'distance in {metric} of a crossed group from what its two attributes alone give: at least: "{group}" of {attributes}',
    'afstand ({metric}) van een gekruiste groep tot wat de twee kenmerken elk geven, minstens: "{group}" van {attributes}',
  ],
  ['every selected candidate passed screening', 'elke gekozen kandidaat kwam door de screening'],
  ['every term has a finite estimate and error', 'elke term heeft een eindige schatting en fout'],
  [
    'exact p, over all {groups} groups, that the order of equal scores knows nothing of a group; smallest for "{group}" of "{attribute}"',
    'exacte p, over alle {groups} groepen, dat de volgorde van gelijke scores niets van een groep weet; kleinste bij "{group}" van "{attribute}"',
  ],
  ['gap in {metric}: {groups}', 'verschil ({metric}): {groups}'],
  [
    'gap in {metric}: {groups}; {open} of {all} comparisons cannot tell',
    'verschil ({metric}): {groups}; bij {open} van {all} vergelijkingen is het niet te zeggen',
  ],
  ['guards of the examination', 'bewakers van het onderzoek'],
  [
    'highest AUC of a candidate alone; no candidate gains suddenly over its own past',
    'hoogste AUC van een kandidaat alleen; geen kandidaat zegt opeens meer dan in zijn eigen verleden',
  ],
  [
    'it gives away {attribute} "{group}": say in the study why it stays, or leave it out by name',
    'hij verraadt {attribute} "{group}": zeg in de studie waarom hij blijft, of laat hem bij naam weg',
  ],
  [
    'its AUC in {period} lies this far from its mean over the periods',
    'zo ver ligt de AUC in {period} van het gemiddelde over de perioden',
  ],
  [
    'its values in {period} are filled differently from the other periods (stability index)',
    'de waarden zijn in {period} anders gevuld dan in de andere perioden (stabiliteitsindex)',
  ],
  [
    'largest difference of a quarter from the others, {how}; refused when it is also beyond chance (p × {quarters} quarters and lists below {level})',
    'grootste verschil van een kwartaal met de andere, {how}; geweigerd als het ook meer is dan toeval (p × {quarters} kwartalen en lijsten onder {level})',
  ],
  [
    'largest distance between Firth and maximum likelihood, in standard errors, on independent rows',
    'grootste verschil tussen Firth en maximale aannemelijkheid, in standaardfouten, op onafhankelijke rijen',
  ],
  [
    'largest distance between the bounds of recall over all outcomes that open windows can have',
    'grootste afstand tussen de grenzen van de recall over alle uitkomsten die open vensters kunnen krijgen',
  ],
  [
    'largest distance between the estimates of two independent solvers, in standard errors',
    'grootste verschil tussen de schattingen van twee onafhankelijke methoden, in standaardfouten',
  ],
  [
    'largest distance of the AUC in a period from its mean over the periods',
    'grootste afstand van de AUC in een periode tot het gemiddelde over de perioden',
  ],
  [
    'largest element of the score, per trial, at the end of the fit',
    'grootste element van de score, per waarneming, aan het eind van de schatting',
  ],
  [
    'largest proven difference that a step after the list adds',
    'grootste bewezen verschil dat een stap na de lijst toevoegt',
  ],
  [
    'largest proven difference that a step after the list adds: "{group}" of "{attribute}" at "{step}"',
    'grootste bewezen verschil dat een stap na de lijst toevoegt: "{group}" van "{attribute}" bij "{step}"',
  ],
  [
    'largest share of the people listed, and still in the pool at the next date, who are then no longer listed',
    'grootste aandeel van de mensen op de lijst, die bij de volgende datum nog meetellen, en dan niet meer op de lijst staan',
  ],
  [
    'log-likelihood by which a set that the search for near-optimal sets left open can be better, at most',
    'log-likelihood die een verzameling die het zoeken naar bijna-beste openliet hoogstens beter kan zijn',
  ],
  [
    'log-likelihood by which a set that the search left open can be better than the chosen one, at most',
    'log-likelihood die een verzameling die het zoeken openliet hoogstens beter kan zijn dan de gekozen',
  ],
  [
    'lower bound of the AUC with which published counts tell {attribute} "{group}" from the rest by {candidate}',
    'ondergrens van de AUC waarmee gepubliceerde aantallen {attribute} "{group}" van de rest onderscheiden met {candidate}',
  ],
  [
    'neighbours in score that the recalibration turns round; ties are declared',
    'buren in score die de herkalibratie omdraait; gelijke scores staan in de studie',
  ],
  ['no coefficient goes against an expected sign', 'geen coëfficiënt gaat tegen een verwacht teken in'],
  ['no finite estimate or error: {terms}', 'geen eindige schatting of fout: {terms}'],
  ['no groups were compared on this metric', 'op deze maat zijn geen groepen vergeleken'],
  ['no proven gap', 'geen bewezen verschil'],
  [
    'no proven gap; {open} of {all} comparisons cannot tell',
    'geen bewezen verschil; bij {open} van {all} vergelijkingen is het niet te zeggen',
  ],
  [
    'no row whose outcome an earlier offer of help touched is learned from',
    'van geen rij waarvan eerdere hulp de uitkomst raakte wordt geleerd',
  ],
  ['nothing is selected', 'er is niets gekozen'],
  [
    'observed ÷ expected in a group, corrected for the number of groups',
    'waargenomen ÷ verwacht in een groep, gecorrigeerd voor het aantal groepen',
  ],
  [
    'observed ÷ expected in a period, corrected for the number of periods',
    'waargenomen ÷ verwacht in een periode, gecorrigeerd voor het aantal perioden',
  ],
  [
    'other adoption rules, or none, under which these data were opened before',
    'andere invoerregels, of geen, waaronder deze gegevens eerder zijn geopend',
  ],
  [
    'pairs that the recalibration ties or turns round without declaration',
    'paren die de herkalibratie gelijk maakt of omdraait zonder dat de studie dat noemt',
  ],
  [
    'people of one description missed beyond what the model expects, as a share of their people with the outcome: at least',
    'mensen van één omschrijving gemist boven wat het model verwacht, als aandeel van hun mensen met de uitkomst: minstens',
  ],
  [
    'relative distance from the base rate after thinning the non-events and correcting the intercept',
    'verhouding tot het basispercentage na het uitdunnen van rijen zonder de uitkomst en corrigeren van het intercept',
  ],
  [
    'rows minus parameters; below it a model would describe single people',
    'rijen min parameters; eronder zou een model losse mensen beschrijven',
  ],
  [
    'selected, and not admitted by screening: {candidates}',
    'gekozen, en niet toegelaten door de screening: {candidates}',
  ],
  [
    'share of the places that stay empty because everybody was offered help before',
    'aandeel van de plaatsen dat leeg blijft omdat iedereen al eerder hulp is aangeboden',
  ],
  [
    'slope corrected for optimism, by refits on resampled people',
    'helling gecorrigeerd voor optimisme, door opnieuw te schatten op hertrokken mensen',
  ],
  ['smallest lead over what the adoption rule asks', 'kleinste voorsprong op wat de invoerregel vraagt'],
  [
    'smallest share of the people on a list of the model in use who are on the new one too',
    'kleinste aandeel van de mensen op een lijst van het model in gebruik die ook op de nieuwe staan',
  ],
  [
    'smallest share of the {replicates} resamples in which a selected candidate is selected again; passes unless the interval of a share lies under the bound',
    'kleinste aandeel van de {replicates} hertrekkingen waarin een gekozen kandidaat weer wordt gekozen; door, tenzij het interval van een aandeel onder de grens ligt',
  ],
  [
    'smallest share of the {replicates} resamples in which a selected candidate is selected again; passes unless the interval of a share lies under the bound: {candidates}',
    'kleinste aandeel van de {replicates} hertrekkingen waarin een gekozen kandidaat weer wordt gekozen; door, tenzij het interval van een aandeel onder de grens ligt: {candidates}',
  ],
  ['the interval lies inside the declared margin', 'het interval ligt binnen de genoemde marge'],
  [
    'the interval lies outside the margin and the adjusted p is below the level',
    'het interval ligt buiten de marge en de gecorrigeerde p ligt onder het niveau',
  ],
  [
    'the interval neither lies outside the margin nor inside a declared one, or the adjusted p is not below the level',
    'het interval ligt niet buiten de marge en niet binnen een genoemde, of de gecorrigeerde p ligt niet onder het niveau',
  ],
  ['the lower bound {lower} is at least {least}', 'de ondergrens {lower} is minstens {least}'],
  ['the lower bound {lower} is below {least}', 'de ondergrens {lower} ligt onder {least}'],
  ['the run left out the examination', 'de run liet het onderzoek weg'],
  [
    'the smaller of events and non-events, per parameter',
    'het kleinste van rijen met en zonder de uitkomst, per parameter',
  ],
  ['the study explains a guard that this run does not have', 'de studie verklaart een bewaker die deze run niet heeft'],
  [
    'the study orders equal scores by "{column}"; the frozen model orders them by its hash',
    'de studie ordent gelijke scores met "{column}"; het bevroren model ordent ze met zijn hash',
  ],
  ['the {side} bound does not exist', 'de {side} bestaat niet'],
  [
    '{controls} controls with an outcome that nobody can know; smallest p after Holm',
    '{controls} controles met een uitkomst die niemand kan weten; kleinste p na Holm',
  ],
  [
    '{measure} of "{name}" for the {how} outcome is {found} where {expected} is expected: something in the run knows the outcome, or errors ignore that rows belong to people',
    '{measure} van "{name}" voor de {how} uitkomst is {found} waar {expected} wordt verwacht: iets in de run kent de uitkomst, of de fouten tellen niet mee dat rijen bij mensen horen',
  ],
  [
    '{metric} that is owed to measuring on the people who bins, screening, selection and fit were learned from',
    '{metric} die komt doordat is gemeten bij de mensen van wie klassen, screening, keuze en schatting zijn geleerd',
  ],
  [
    '{proven} neighbouring bins are in the wrong order in some period, beyond chance',
    '{proven} buurklassen staan in een periode in de verkeerde volgorde, meer dan toeval',
  ],
  ['{selected} candidates', '{selected} kandidaten'],
  ['{selected} candidates are selected, not {wanted}', '{selected} kandidaten zijn gekozen, niet {wanted}'],
  ['{selected} candidates, no sign against expectation', '{selected} kandidaten, geen teken tegen de verwachting'],
  ['{metric} is not there: {reason}', '{metric} is er niet: {reason}'],
  ['{metric}, {side} bound is not there: {reason}', '{metric}, {side}, is er niet: {reason}'],
  ['{metric} at {k} is not there: {reason}', '{metric} bij {k} is er niet: {reason}'],
  ['{metric} at {k}, {side} bound is not there: {reason}', '{metric} bij {k}, {side}, is er niet: {reason}'],
  ['{metric}: the gate names no bound', '{metric}: de poort noemt geen grens'],
  ['{metric}, {side} bound: the gate names no bound', '{metric}, {side}: de poort noemt geen grens'],
  ['{metric} at {k}: the gate names no bound', '{metric} bij {k}: de poort noemt geen grens'],
  ['{metric} at {k}, {side} bound: the gate names no bound', '{metric} bij {k}, {side}: de poort noemt geen grens'],
  ['{metric} is within its bound', '{metric} ligt binnen de grens'],
  ['{metric}, {side} bound is within its bound', '{metric}, {side}, ligt binnen de grens'],
  ['{metric} at {k} is within its bound', '{metric} bij {k} ligt binnen de grens'],
  ['{metric} at {k}, {side} bound is within its bound', '{metric} bij {k}, {side}, ligt binnen de grens'],
  ['{metric} is not within its bound', '{metric} ligt niet binnen de grens'],
  ['{metric}, {side} bound is not within its bound', '{metric}, {side}, ligt niet binnen de grens'],
  ['{metric} at {k} is not within its bound', '{metric} bij {k} ligt niet binnen de grens'],
  ['{metric} at {k}, {side} bound is not within its bound', '{metric} bij {k}, {side}, ligt niet binnen de grens'],
]
