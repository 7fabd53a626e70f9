import { type Html, html, NOTHING, type Part } from '../html.js'
import { absentHtml, type Scene } from '../section.js'
import type { Teller } from '../teller.js'

const listed = (title: string, items: readonly Part[]): Html =>
  items.length === 0
    ? NOTHING
    : html`<h3>${title}</h3>
<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>
`

const purposeOf = ({ sources, both, say }: Teller): Html => {
  if (sources.study?.purpose !== undefined)
    return html`<p class="lead">${both('study', (study) => study.purpose!)}</p>
`
  if (sources.model?.purpose)
    return html`<p class="lead">${both('model', ({ purpose }) => purpose!)}</p>
`
  return absentHtml(
    say(
      'No purpose is known: the study names none, or neither the study nor a frozen model was at hand.',
      'Er is geen doel bekend: de studie noemt er geen, of studie noch bevroren model was bij de hand.',
    ),
  )
}

const usesOf = ({ sources, both, say }: Teller): Html => {
  const uses = sources.study?.purpose?.use ?? []
  return listed(
    say('What it is for', 'Waar het voor is'),
    uses.map((_, index) => both('study', ({ purpose }) => purpose!.use![index]!)),
  )
}

/** What the model must not be used for, as the study or the frozen model says it. */
export const notForHtml = ({ sources, both, say }: Teller): Html => {
  const study = sources.study?.purpose?.notFor
  const items =
    study === undefined
      ? (sources.model?.limits.notFor ?? []).map((_, index) => both('model', ({ limits }) => limits.notFor[index]!))
      : study.map((_, index) => both('study', ({ purpose }) => purpose!.notFor![index]!))
  return listed(say('What it is not for', 'Waar het niet voor is'), items)
}

/** The question, the purpose, and what the model is for and not for. */
export const questionSection = ({ t }: Scene): Html => {
  const { say, num, sources } = t
  const owner = sources.study?.owner
  return html`${purposeOf(t)}${usesOf(t)}${notForHtml(t)}
<p>${say('Study', 'Studie')} ${num('run', ({ study }) => study.name)}, ${say('version', 'versie')} ${num('run', ({ study }) => study.version)}${
    owner === undefined ? '' : html`, ${say('of', 'van')} ${num('study', (study) => study.owner)}`
  }.</p>
<p>${say(
    'A model such as this orders people; it decides nothing. An adviser offers help, and the person is free to take it or not.',
    'Een model als dit zet mensen op volgorde; het beslist niets. Een adviseur biedt hulp aan, en het staat de persoon vrij die aan te nemen of niet.',
  )}</p>
`
}
