import type { Figure } from '../figures/figure.js'
import type { Claim } from './claims.js'
import { figureAnchor } from './figure-html.js'
import { type Html, html, joined, NOTHING, raw } from './html.js'
import { anchor, type Scene, sectionTitle } from './section.js'
import { evidenceAnchor } from './sections/evidence.js'
import { gateAnchor } from './sections/examination.js'
import type { Teller } from './teller.js'

const REF = /data-ref="([^"#]+)#([^"]*)"/g

/** Every place in a result that a piece of HTML takes from, once. */
const refsIn = ({ text }: Html): readonly string[] => [
  ...new Set([...text.matchAll(REF)].map((match) => `${match[1]}#${match[2]}`)),
]

const fileOf = (ref: string): string => ref.slice(0, ref.indexOf('#'))

const filesHtml = (refs: readonly string[], t: Teller): Html =>
  joined(
    [...new Set(refs.map(fileOf))].map((file) => {
      const pointers = refs.filter((ref) => fileOf(ref) === file).map((ref) => ref.slice(file.length + 1))
      return html`<li><a href="#${evidenceAnchor(file, t)}"><code data-file="${file}">${file}</code></a>: ${joined(
        pointers.map((pointer) => html`<code data-pointer="">${raw(pointer)}</code>`),
        ' · ',
      )}</li>`
    }),
    '',
  )

const figureLinks = (claim: Claim, figures: readonly Figure[]): readonly Html[] =>
  figures
    .filter(({ id }) => claim.figures.some((start) => id === start || id.startsWith(`${start}-`)))
    .map((figure) => html`<a href="#${figureAnchor(figure)}" data-file="">${figure.title}</a>`)

const gateLinks = (claim: Claim, t: Teller): readonly Html[] =>
  t.sources.gates.gates.flatMap(({ name }, index) =>
    claim.gates.some((start) => name === start || name.startsWith(`${start}-`) || name.startsWith(`${start}:`))
      ? [html`<a href="#${gateAnchor(index, t)}"><code>${t.num('gates', ({ gates }) => gates[index]!.name)}</code></a>`]
      : [],
  )

const line = (head: string, links: readonly Html[]): Html =>
  links.length === 0 ? NOTHING : html`<dt>${head}</dt><dd>${joined(links, ' · ')}</dd>\n`

const answerHtml = ({ id, title }: Claim, t: Teller): Html => {
  const name = anchor(`answer-${id}`, t)
  const choice = (value: 'accepted' | 'questioned', text: string): Html =>
    html`<label><input type="radio" name="${name}" value="${value}" data-answer="${id}"> ${text}</label>`
  return html`<fieldset><legend>${t.say('Your answer', 'Uw antwoord')}: ${title[t.language]}</legend>
${choice('accepted', t.say('I accept this', 'Ik aanvaard dit'))} ${choice('questioned', t.say('I question this', 'Ik betwist dit'))}
<label class="remark">${t.say('Remark (needed when you question it)', 'Opmerking (nodig als u het betwist)')}<textarea rows="2" data-remark="${id}"></textarea></label>
</fieldset>
`
}

/** Place of a claim. */
export const claimAnchor = ({ id }: Pick<Claim, 'id'>, t: Pick<Teller, 'language'>): string => anchor(`claim-${id}`, t)

const claimHtml = (claim: Claim, { t, figures }: Scene): Html => {
  const text = claim.text(t)
  const refs = refsIn(text)
  return html`<article class="claim" id="${claimAnchor(claim, t)}" data-claim="${claim.id}">
<h3>${claim.title[t.language]}</h3>
<p class="says">${text}</p>
<dl>
${line(t.say('Told in', 'Verteld in'), [html`<a href="#${anchor(claim.section, t)}">${sectionTitle(claim.section, t)}</a>`])}${line(
  t.say('Seen in', 'Te zien in'),
  figureLinks(claim, figures),
)}${line(t.say('Held by', 'Bewaakt door'), gateLinks(claim, t))}<dt>${t.say('Stands in', 'Staat in')}</dt><dd><ul>${filesHtml(refs, t)}</ul></dd>
${line(
  t.say('Computed by', 'Berekend door'),
  claim.code.map((path) => html`<a href="#${anchor('code', t)}"><code>${path}</code></a>`),
)}</dl>
${answerHtml(claim, t)}</article>
`
}

const answersForm = (t: Teller): Html => html`<div class="answers">
<h3>${t.say('Your answers as a file', 'Uw antwoorden als bestand')}</h3>
<p><label>${t.say('Your name', 'Uw naam')} <input type="text" data-reviewer="" autocomplete="name"></label>
<button type="button" data-download="">${t.say('Download the answers', 'Download de antwoorden')}</button></p>
<p role="status" data-status="" data-told="${t.say('Downloaded.', 'Gedownload.')}" data-no-name="${t.say('Fill in your name first.', 'Vul eerst uw naam in.')}" data-no-remark="${t.say('Say why you question it.', 'Zeg waarom u het betwist.')}" data-no-answer="${t.say('Answer at least one claim first.', 'Beantwoord eerst ten minste één bewering.')}"></p>
</div>
`

/** The claims, each with its evidence and the reviewer's answer. */
export const claimsSection = (claims: readonly Claim[], scene: Scene): Html => {
  const { t } = scene
  return html`<p>${t.say(
    'Accept or question each claim. Nothing is sent: your answers stay in this page until you download them as a file.',
    'Aanvaard of betwist elke bewering. Er wordt niets verstuurd: uw antwoorden blijven in deze pagina tot u ze als bestand downloadt.',
  )}</p>
${claims.map((claim) => claimHtml(claim, scene))}${answersForm(t)}`
}
