import { sha256 } from '../digest.js'

/** Name of the dossier in a model folder. */
export const DOSSIER = 'dossier.html'

/** What a model folder needs to know of a dossier. */
export interface DossierFacts {
  /** SHA-256 of the UTF-8 bytes between the comments `content` and `/content`, as the page itself tells it and as reviewers sign it. */
  readonly digest: string
  /** Id of the model it is about; empty when its run kept none. */
  readonly modelId: string
  /** Its claims, in order. */
  readonly claims: readonly string[]
}

const between = (text: string, start: string, end: string): string | null => {
  const parts = text.split(start)
  if (parts.length !== 2) return null
  const rest = (parts[1] as string).split(end)
  return rest.length === 2 ? (rest[0] as string) : null
}

/** Reads the page that `maatwerkscan dossier` writes; null for any other page, and for one whose content is not what it says it is. */
export const dossierFacts = (text: string): DossierFacts | null => {
  const content = between(text, '<!--content-->', '<!--/content-->')
  const told = /<meta name="dossier-digest" content="([0-9a-f]{64})">/.exec(text)?.[1]
  const modelId = /<meta name="model-id" content="([0-9a-f]{64}|)">/.exec(text)?.[1]
  if (content === null || modelId === undefined || told !== sha256(content)) return null
  const claims = [...content.matchAll(/ data-claim="([^"]+)"/g)].map((match) => match[1] as string)
  return { digest: told, modelId, claims: [...new Set(claims)] }
}
