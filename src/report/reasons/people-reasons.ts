import type { Reason } from './reason.js'

/** Why a number may not be shown or does not exist: too few people stand behind it. */
export const PEOPLE_REASONS: readonly Reason[] = [
  [
    'a month of open windows has too few people to count',
    'een maand met open vensters heeft te weinig mensen om te tellen',
  ],
  [
    'fewer than two groups have enough people to be compared',
    'minder dan twee groepen hebben genoeg mensen om te vergelijken',
  ],
  ['fewer than two groups with enough people', 'minder dan twee groepen met genoeg mensen'],
  ['fewer than two people', 'minder dan twee mensen'],
  ['fewer than two people with the outcome, or without it', 'minder dan twee mensen met de uitkomst, of zonder'],
  [
    'fewer than {minimum} people are on both lists, or on one only',
    'minder dan {minimum} mensen staan op beide lijsten, of op maar één',
  ],
  [
    'fewer than {minimum} people are on the lists of both dates',
    'minder dan {minimum} mensen staan op de lijsten van beide datums',
  ],
  ['fewer than {minimum} people behind the number', 'achter het getal staan minder dan {minimum} mensen'],
  [
    'fewer than {minimum} people reached, so that a quarter would show fewer than {few}',
    'minder dan {minimum} mensen bereikt, zodat een kwart er minder dan {few} zou tonen',
  ],
  ['fewer than {minimum} people with an event, or reached', 'minder dan {minimum} mensen met de uitkomst, of bereikt'],
  ['fewer than {minimum} people with the outcome', 'minder dan {minimum} mensen met de uitkomst'],
  [
    'fewer than {minimum} people with the outcome on the list',
    'minder dan {minimum} mensen met de uitkomst op de lijst',
  ],
  [
    'fewer than {minimum} people, or needed to hide a group that is',
    'minder dan {minimum} mensen, of nodig om een groep te verbergen die dat is',
  ],
  ['no group of rows may be shown', 'geen groep rijen mag worden getoond'],
  ['no length of the list may be shown', 'geen lengte van de lijst mag worden getoond'],
  ['no stratum holds enough people of both groups', 'geen deel bevat genoeg mensen van beide groepen'],
  ['no two people to compare', 'er zijn geen twee mensen om te vergelijken'],
  [
    'rows that are independent are too few for maximum likelihood',
    'er zijn te weinig onafhankelijke rijen voor de grootste aannemelijkheid',
  ],
  ['suppressed', 'niet getoond'],
  [
    'the table has nobody in the group, or nobody outside it',
    'de tabel heeft niemand in de groep, of niemand erbuiten',
  ],
  ['too few cells to learn how much cells differ', 'te weinig groepen om te leren hoeveel groepen verschillen'],
  ['too few people change', 'te weinig mensen veranderen'],
  [
    'too few people for so many groups: their errors are not told apart',
    'te weinig mensen voor zoveel groepen: hun fouten zijn niet uit elkaar te houden',
  ],
  ['too few people in the groups to compare any', 'te weinig mensen in de groepen om er een te vergelijken'],
  ['too few people stand behind it to be shown', 'er staan te weinig mensen achter om het te tonen'],
  ['too few people stand behind one of the two', 'achter een van de twee staan te weinig mensen'],
  [
    'too few people stand behind the comparison with a rule',
    'achter de vergelijking met een regel staan te weinig mensen',
  ],
  ['too few people with the outcome to show', 'te weinig mensen met de uitkomst om te tonen'],
  [
    'too few rows with or without the outcome, or on the list',
    'te weinig rijen met of zonder de uitkomst, of op de lijst',
  ],
  [
    'withheld so that a smaller part cannot be found by subtraction',
    'niet getoond, zodat een kleiner deel niet door aftrekken is te vinden',
  ],
]
