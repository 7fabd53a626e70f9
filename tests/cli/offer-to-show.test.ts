import { describe, expect, it } from 'vitest'
import type { Context } from '../../src/cli/context.js'
import { offerToShow } from '../../src/cli/offer-to-show.js'

interface Told {
  readonly asked: string[]
  readonly shown: string[]
  readonly noted: string[]
}

const context = (
  answer: () => Promise<string>,
  changes: Partial<Context> = {},
): { readonly io: Context; readonly told: Told } => {
  const told: Told = { asked: [], shown: [], noted: [] }
  const io: Context = {
    out: () => undefined,
    note: (text) => told.noted.push(text),
    progress: () => undefined,
    stopProgress: () => undefined,
    ask: (question) => {
      told.asked.push(question)
      return answer()
    },
    show: async (path) => {
      told.shown.push(path)
    },
    language: 'en',
    signal: new AbortController().signal,
    now: () => 0,
    columns: 80,
    machine: { node: 'test', platform: 'test', cores: 1 },
    ...changes,
  }
  return { io, told }
}

const without = (key: 'ask' | 'show'): { readonly io: Context; readonly told: Told } => {
  const { io, told } = context(async () => 'y')
  const { [key]: _, ...rest } = io
  return { io: rest, told }
}

describe('the offer to open a page', () => {
  it.each(['', 'y', 'Y', ' yes ', 'j', 'JA'])('opens it on "%s"', async (answer) => {
    const { io, told } = context(async () => answer)
    await offerToShow('/run/dossier/index.html', io)
    expect(told).toMatchObject({ shown: ['/run/dossier/index.html'], noted: [] })
    expect(told.asked).toHaveLength(1)
  })

  it.each(['n', 'no', 'nee', 'what?'])('does not on "%s"', async (answer) => {
    const { io, told } = context(async () => answer)
    await offerToShow('/run/dossier/index.html', io)
    expect(told.shown).toEqual([])
  })

  it('does not when the question is left with Ctrl-C', async () => {
    const { io, told } = context(() => Promise.reject(new Error('aborted')))
    await offerToShow('/run/dossier/index.html', io)
    expect(told.shown).toEqual([])
  })

  it.each(['ask', 'show'] as const)('is not made where one cannot %s', async (key) => {
    const { io, told } = without(key)
    await offerToShow('/run/dossier/index.html', io)
    expect(told).toEqual({ asked: [], shown: [], noted: [] })
  })

  it('is not made after Ctrl-C', async () => {
    const { io, told } = context(async () => 'y', { signal: AbortSignal.abort() })
    await offerToShow('/run/dossier/index.html', io)
    expect(told.asked).toEqual([])
  })

  it('is made in Dutch, and says in Dutch when the system could not', async () => {
    const { io, told } = context(async () => '', {
      language: 'nl',
      show: () => Promise.reject(new Error('no browser')),
    })
    await offerToShow('/run/dossier/index.html', io)
    expect(told.asked[0]).toContain('[J/n]')
    expect(told.noted[0]).toContain('open het bestand zelf')
  })
})
