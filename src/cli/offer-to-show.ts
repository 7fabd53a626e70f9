import type { Context } from './context.js'

const QUESTION = {
  nl: 'Het dossier nu openen? [J/n] ',
  en: 'Open the dossier now? [Y/n] ',
} as const

const CANNOT = {
  nl: 'dit systeem kon het niet openen; open het bestand zelf in een browser',
  en: 'this system could not open it; open the file in a browser yourself',
} as const

const YES = /^(?:|y|yes|j|ja)$/i

/** Asks whether to open a page, and does so. Nothing is asked where nobody can answer, or where nothing could be shown. */
export const offerToShow = async (path: string, { ask, show, note, language, signal }: Context): Promise<void> => {
  if (ask === undefined || show === undefined || signal.aborted) return
  // Ctrl-C at the question is a no.
  const answer = await ask(QUESTION[language]).catch(() => 'no')
  if (!YES.test(answer.trim())) return
  await show(path).catch(() => note(CANNOT[language]))
}
