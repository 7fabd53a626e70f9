import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Node = DefaultTreeAdapterTypes.ChildNode
/** An element as an HTML parser sees it, with everything around it. */
export interface Seen {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
  /** Innermost first. */
  readonly around: readonly Seen[]
}
/** A piece of text and the elements around it. */
export interface Words {
  readonly text: string
  readonly around: readonly Seen[]
}

const textOf = (node: Node): string => {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

/** All elements and all texts of a page, read by a parser that knows nothing of the dossier. */
export const parsed = (page: string): { readonly elements: readonly Seen[]; readonly words: readonly Words[] } => {
  const elements: Seen[] = []
  const words: Words[] = []
  const walk = (node: Node, around: readonly Seen[]): void => {
    if (node.nodeName === '#text' && 'value' in node) words.push({ text: node.value, around })
    if (!('tagName' in node)) return
    const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]))
    const seen: Seen = { tag: node.tagName, attributes, text: textOf(node), around }
    elements.push(seen)
    for (const child of node.childNodes) walk(child, [seen, ...around])
  }
  for (const node of parse(page).childNodes) walk(node, [])
  return { elements, words }
}
