import type { Reasons, ReasonTexts } from '../../../data-schemas/reasons.js'
import type { Bilingual } from '../../../data-schemas/study.js'

const text = (nl: string, en: string): Bilingual => ({ nl, en })

const priorBijstand: ReasonTexts = {
  candidate: 'prior_bijstand',
  texts: {
    yes: text('U kreeg al eens bijstand.', 'You had welfare (bijstand) before.'),
    no: text('U kreeg nog niet eerder bijstand.', 'You did not have welfare (bijstand) before.'),
    missing: text(
      'Wij weten niet of u al eens bijstand kreeg.',
      'We do not know if you had welfare (bijstand) before.',
    ),
  },
}

const rightMonths: ReasonTexts = {
  candidate: 'ww_right_months',
  texts: {
    one: text('U hebt in totaal recht op 1 maand WW.', 'You have a right to 1 month of WW in all.'),
    exactly: text('U hebt in totaal recht op {value} maanden WW.', 'You have a right to {value} months of WW in all.'),
    'at-most': text(
      'U hebt in totaal recht op {high} maanden WW of minder.',
      'You have a right to {high} months of WW in all, or less.',
    ),
    between: text(
      'U hebt in totaal recht op {low} tot en met {high} maanden WW.',
      'You have a right to {low} to {high} months of WW in all.',
    ),
    'at-least': text(
      'U hebt in totaal recht op {low} maanden WW of meer.',
      'You have a right to {low} months of WW in all, or more.',
    ),
    missing: text('Wij weten niet hoe lang u recht hebt op WW.', 'We do not know how long you have a right to WW.'),
  },
}

const monthsLeft: ReasonTexts = {
  candidate: 'ww_months_left',
  texts: {
    zero: text('Uw WW stopt binnen een maand.', 'Your WW stops within a month.'),
    one: text('U krijgt nog 1 maand WW.', 'You get WW for 1 more month.'),
    exactly: text('U krijgt nog {value} maanden WW.', 'You get WW for {value} more months.'),
    'at-most': text('U krijgt nog {high} maanden WW of minder.', 'You get WW for {high} more months or less.'),
    between: text('U krijgt nog {low} tot en met {high} maanden WW.', 'You get WW for {low} to {high} more months.'),
    'at-least': text('U krijgt nog {low} maanden WW of meer.', 'You get WW for {low} more months or longer.'),
    missing: text('Wij weten niet hoe lang u nog WW krijgt.', 'We do not know how much longer you get WW.'),
  },
}

const amount: ReasonTexts = {
  candidate: 'ww_amount',
  texts: {
    below: text('Uw WW is minder dan {high} euro bruto per maand.', 'Your WW is less than {high} euro gross a month.'),
    between: text(
      'Uw WW is tussen {low} en {high} euro bruto per maand.',
      'Your WW is between {low} and {high} euro gross a month.',
    ),
    'at-least': text('Uw WW is {low} euro bruto per maand of meer.', 'Your WW is {low} euro gross a month or more.'),
    missing: text('Wij weten niet hoe hoog uw WW is.', 'We do not know how high your WW is.'),
  },
}

const sideIncome: ReasonTexts = {
  candidate: 'side_income',
  texts: {
    yes: text('U hebt naast de WW nog ander inkomen.', 'You have other income besides your WW.'),
    no: text('Wij zien naast de WW geen ander inkomen.', 'We see no other income besides your WW.'),
    missing: text(
      'Wij weten niet of u naast de WW ander inkomen hebt.',
      'We do not know if you have income besides your WW.',
    ),
  },
}

const supplement: ReasonTexts = {
  candidate: 'tw_supplement',
  texts: {
    yes: text('U krijgt een toeslag boven op uw WW.', 'You get a supplement on top of your WW.'),
    no: text('U krijgt geen toeslag boven op uw WW.', 'You get no supplement on top of your WW.'),
    missing: text(
      'Wij weten niet of u een toeslag op uw WW krijgt.',
      'We do not know if you get a supplement on your WW.',
    ),
  },
}

const age: ReasonTexts = {
  candidate: 'age_first_ww_day',
  texts: {
    exactly: text('U was {value} jaar toen uw WW begon.', 'You were {value} when your WW started.'),
    'at-most': text(
      'U was {high} jaar of jonger toen uw WW begon.',
      'You were {high} or younger when your WW started.',
    ),
    between: text(
      'U was {low} tot en met {high} jaar toen uw WW begon.',
      'You were {low} to {high} when your WW started.',
    ),
    'at-least': text('U was {low} jaar of ouder toen uw WW begon.', 'You were {low} or older when your WW started.'),
    missing: text('Wij weten niet hoe oud u was toen uw WW begon.', 'We do not know your age when your WW started.'),
  },
}

const household: ReasonTexts = {
  candidate: 'household_single',
  texts: {
    yes: text('Wij zien bij u geen partner in onze gegevens.', 'We see no partner in our records about you.'),
    no: text('Volgens onze gegevens woont u niet alleen.', 'Our records say that you do not live alone.'),
    missing: text('Wij weten niet met wie u woont.', 'We do not know whom you live with.'),
  },
}

const municipality: ReasonTexts = {
  candidate: 'municipality',
  texts: {
    higher: text(
      'In uw gemeente gaan meer mensen van de WW naar de bijstand.',
      'Where you live, more people go from WW to welfare (bijstand).',
    ),
    lower: text(
      'In uw gemeente gaan minder mensen van de WW naar de bijstand.',
      'Where you live, fewer people go from WW to welfare (bijstand).',
    ),
    missing: text('Wij weten niet in welke gemeente u woont.', 'We do not know in which municipality you live.'),
    unseen: text('Wij weten nog weinig over uw gemeente.', 'We know little yet about your municipality.'),
  },
}

/** Texts of the nine indicators of the Maatwerkscan: what is known, said to the person it is about. */
export const MAATWERKSCAN_REASONS: Reasons = {
  study: 'maatwerkscan',
  opening: text(
    'Wij bieden u hulp aan, voordat uw WW stopt. Dit weten wij.',
    'We offer you help before your WW stops. This is what we know.',
  ),
  closing: text(
    'U kiest zelf of u hulp wilt. Uw WW verandert er niet door. Klopt er iets niet? Laat het ons weten.',
    'It is your choice. Your WW stays the same. Is something not right? Please tell us.',
  ),
  indicators: [priorBijstand, rightMonths, monthsLeft, amount, sideIncome, supplement, age, household, municipality],
}
