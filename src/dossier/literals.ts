import { WorkbenchError } from '../errors.js'

const VOID = new Set(['meta', 'input', 'br', 'link', 'hr', 'img'])
const TOKEN = /<!--[\s\S]*?-->|<(\/?)([a-zA-Z][a-zA-Z0-9-]*)([^>]*)>|[^<]+/g

const binds = (tag: string, attributes: string): boolean =>
  /\sdata-(ref|figure|file|pointer)="/.test(attributes) || tag === 'style' || tag === 'script'

/** Texts of a page with a digit in them that stand in no element that is bound to a result, a figure, or a file of the run. */
export const unboundNumbers = (page: string): readonly string[] => {
  const open: boolean[] = []
  const found: string[] = []
  for (const [token, closing, tag, attributes] of page.matchAll(TOKEN)) {
    if (tag === undefined) {
      const text = token.startsWith('<!--') ? '' : token.replaceAll(/&#?\w+;/g, '')
      if (/\p{Number}/u.test(text) && !open.includes(true)) found.push(token.trim())
    } else if (closing === '/') open.pop()
    else if (!VOID.has(tag) && !attributes!.endsWith('/')) open.push(binds(tag, attributes!))
  }
  return found
}

/** Throws `literal-number` for a number in prose that is not bound to a result. */
export const refuseLiterals = (page: string): void => {
  const found = unboundNumbers(page)
  if (found.length === 0) return
  throw new WorkbenchError('literal-number', {
    expected: 'every number in the text bound to a result',
    found: found.slice(0, 3).join(' | '),
    advice: 'this is a bug: take the number from the result that it stands in',
  })
}
