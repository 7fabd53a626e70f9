import type { Language } from '../../../data-schemas/reasons.js'

/**
 * Words that no text about a person may hold: blame, suspicion, verdicts, and sayings of what somebody is instead of what is known.
 * A star stands for any ending.
 */
export const FORBIDDEN_WORDS: Readonly<Record<Language, readonly string[]>> = {
  nl: [
    ...['fraude*', 'verdacht*', 'verdenk*', 'dader*', 'misbruik*', 'oplicht*', 'overtred*', 'schuldig*', 'crimin*'],
    ...['boete*', 'straf*', 'sanctie*', 'maatregel*', 'controle*', 'controleren', 'case', 'casus*', 'probleem*'],
    ...['risicoburger*', 'risicogeval*', 'risicogroep*', 'risicoprofiel*', 'profiel*', 'hoog risico', 'hoogrisico*'],
    ...['score*', 'scoort', 'gescoord', 'rangnummer*', 'lui', 'luiaard*', 'onwillig*', 'kansloos', 'kansarm*'],
    ...['zwak*', 'profiteur*', 'achterblijver*', 'u bent', 'u hoort bij', 'u behoort tot', 'mensen zoals u'],
  ],
  en: [
    ...['fraud*', 'suspect*', 'suspici*', 'offend*', 'culprit*', 'abus*', 'cheat*', 'guilt*', 'crimin*', 'scroung*'],
    ...['penalt*', 'punish*', 'sanction*', 'check*', 'case', 'cases', 'problem*', 'debias*', 'solve*'],
    ...['risk group*', 'risk profile*', 'profile*', 'high risk', 'high-risk', 'score*', 'scoring', 'rank*'],
    ...['lazy', 'unwilling*', 'hopeless', 'weak*', 'you are', "you're", 'people like you', 'you belong'],
  ],
}
