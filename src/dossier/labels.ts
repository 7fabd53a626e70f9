import { attributeLabel, candidateLabel } from '../figures/context.js'
import { type Html, joined } from './html.js'
import type { Teller } from './teller.js'

const contextOf = ({ language, sources }: Teller) => ({ language, study: sources.study })

/** A candidate by the label of the study, bound to where its name stands in the screening. */
export const candidateHtml = (t: Teller, name: string): Html =>
  t.named(
    'screening',
    ({ candidates }) => candidates.find((one) => one.name === name)?.name,
    candidateLabel(name, contextOf(t)),
  )

/** Several candidates, one after the other. */
export const candidatesHtml = (t: Teller, names: readonly string[]): Html =>
  names.length === 0
    ? { kind: 'html', text: t.say('none', 'geen') }
    : joined(
        names.map((name) => candidateHtml(t, name)),
        ', ',
      )

/** An audit attribute by the label of the study. */
export const attributeHtml = (t: Teller, name: string): Html =>
  t.named(
    'fairness',
    ({ attributes }) => attributes.find((one) => one.name === name)?.name,
    attributeLabel(name, contextOf(t)),
  )
