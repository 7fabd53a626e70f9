import type { Standing } from '../registry/standing.js'
import type { Language } from '../report/words.js'

const KINDS = {
  unknown: { en: 'never frozen in this registry', nl: 'nooit bevroren in dit register' },
  development: { en: 'in development', nl: 'in ontwikkeling' },
  review: { en: 'under review', nl: 'wordt beoordeeld' },
  approved: { en: 'approved, not in use', nl: 'goedgekeurd, niet in gebruik' },
  'in-use': { en: 'in use', nl: 'in gebruik' },
  expired: { en: 'approval expired', nl: 'goedkeuring verlopen' },
  withdrawn: { en: 'withdrawn', nl: 'ingetrokken' },
} as const

/** Where a model stands, for people. */
export const standingText = (standing: Standing, language: Language): string => {
  const { kind, name, approvals, needed, until, since, reason, modelId } = standing
  const nl = language === 'nl'
  return [
    `${name ?? modelId}: ${KINDS[kind][language]}${since === null ? '' : `, ${nl ? 'sinds' : 'since'} ${since.slice(0, 10)}`}`,
    `${nl ? 'goedkeuringen' : 'approvals'}: ${approvals} ${nl ? 'van' : 'of'} ${needed}${until === null ? '' : `, ${nl ? 'geldig tot en met' : 'valid through'} ${until}`}`,
    ...(reason === null ? [] : [`${nl ? 'reden' : 'reason'}: ${reason}`]),
  ].join('\n')
}
