import { from } from 'arquero'
import { describe, expect, it } from 'vitest'
import { showOn, tableHtml } from '../../src/notebooks/display.js'

const screen = (): { readonly said: string[]; readonly show: ReturnType<typeof showOn> } => {
  const said: string[] = []
  const keep = (kind: string) => (text: string) => {
    said.push(`${kind} ${text}`)
  }
  return { said, show: showOn({ html: keep('html'), markdown: keep('markdown'), svg: keep('svg') }) }
}

describe('what a notebook shows', () => {
  it('is a table with numbers to the right, and a dash where there is none', () => {
    const html = tableHtml(from([{ name: 'a', people: 12_345, rate: 0.123456, gone: null }]))
    expect(html).toContain('<td style="text-align:right">12,345</td><td style="text-align:right">0.1235</td>')
    expect(html).toContain('<td style="text-align:left">–</td>')
  })
  it('never runs what stands in the data', () => {
    expect(tableHtml(from([{ '<b>': '<script>&"\'' }]))).not.toMatch(/<script|<b>/)
  })
  it('counts what it leaves out of a long table', () => {
    const html = tableHtml(from(Array.from({ length: 12 }, (_, i) => ({ i }))), 5)
    expect(html.match(/<tr>/g)).toHaveLength(6)
    expect(html).toContain('and 7 more')
  })
  it('is the reason where there is no table, a word where it has no rows, and nothing for an empty text', () => {
    const { said, show } = screen()
    show.table({ kind: 'undefined', because: 'nobody asked' })
    show.table(from([]))
    show.lines('')
    show.lines('a < b')
    show.figure('<svg/>')
    expect(said).toEqual([
      'markdown *Not here: nobody asked.*',
      'html <p>None.</p>',
      'html <pre>a &lt; b</pre>',
      'svg <svg/>',
    ])
  })
})
