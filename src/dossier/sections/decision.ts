import { type Html, html } from '../html.js'
import { absentHtml, type Scene } from '../section.js'
import type { Teller } from '../teller.js'
import { gatesTableHtml } from './examination.js'

/** What the gates decided, in a sentence. */
export const verdictHtml = (t: Teller): Html => {
  const { say, named, sources } = t
  return named(
    'gates',
    ({ passed }) => passed,
    sources.gates.passed
      ? say(
          'No gate refuses this model. Whether it is used is for people to decide.',
          'Geen poort weigert dit model. Of het wordt gebruikt beslissen mensen.',
        )
      : say(
          'At least one gate refuses this model: it must not be used.',
          'Ten minste één poort weigert dit model: het mag niet worden gebruikt.',
        ),
  )
}

const adoptionHtml = (t: Teller): Html => {
  const { say, sources, named, english } = t
  const adoption = sources.rankingExamination?.adoption
  if (adoption === undefined || 'because' in adoption)
    return absentHtml(
      say(
        'No rule for adoption was written beforehand, or it was not examined.',
        'Er is vooraf geen invoerregel geschreven, of hij is niet onderzocht.',
      ),
    )
  return html`<p>${say('Rule for adoption, written before the test data were opened:', 'Invoerregel, geschreven voordat de testgegevens open gingen:')} ${named(
    'rankingExamination',
    (of) => ('because' in of.adoption ? null : of.adoption.adopt),
    adoption.adopt ? say('met', 'gehaald') : say('not met', 'niet gehaald'),
  )}. “${english('rankingExamination', (of) => ('because' in of.adoption ? null : of.adoption.reason))}”</p>
`
}

/** Every gate with its bound, and what follows. */
export const decisionSection = ({
  t,
}: Scene): Html => html`<p class="verdict ${t.sources.gates.passed ? 'passed' : 'refused'}">${verdictHtml(t)}</p>
${gatesTableHtml(t, t.say('Gates', 'Poorten'), ({ kind }) => kind !== 'guard')}${adoptionHtml(t)}${
  t.sources.model?.draft
    ? html`<p class="absent">${t.say(
        'The model was kept as a draft, for study only; it says so itself.',
        'Het model is bewaard als concept, alleen om te bestuderen; het zegt dat zelf.',
      )}</p>
`
    : ''
}`
