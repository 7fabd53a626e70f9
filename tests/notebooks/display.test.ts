import { from } from 'arquero'
import { describe, expect, it } from 'vitest'
import { decilesFigure } from '../../src/figures/deciles.js'
import { showOn } from '../../src/notebooks/display.js'
import { results, study } from '../figures/synthetic-run.js'

const screen = (): { readonly said: string[]; readonly show: ReturnType<typeof showOn> } => {
  const said: string[] = []
  const keep = (kind: string) => (text: string) => {
    said.push(`${kind} ${text}`)
  }
  return { said, show: showOn({ html: keep('html'), markdown: keep('markdown'), svg: keep('svg') }) }
}

describe('what a notebook shows', () => {
  it('is the reason where there is no table or figure, a word where it has no rows, and nothing for an empty text', () => {
    const { said, show } = screen()
    show.table({ kind: 'undefined', because: 'nobody asked' })
    show.figure({ kind: 'undefined', because: 'the rows have no dates' })
    show.table(from([]))
    show.lines('')
    show.lines('a < b')
    expect(said).toEqual([
      'markdown *Not here: nobody asked.*',
      'markdown *Not here: the rows have no dates.*',
      'html <p>None.</p>',
      'html <pre>a &lt; b</pre>',
    ])
  })

  it('is a picture where no kernel can write several types at once', () => {
    const { said, show } = screen()
    show.figure(decilesFigure(results.ranking, { language: 'en', study }))
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^svg <svg [\s\S]*<\/svg>$/)
  })
})
