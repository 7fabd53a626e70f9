import type { Calibration } from '../../data-schemas/calibration.js'
import type { SqlDialect } from './sql-dialect.js'

/** Beyond these log-odds the probability is 0 or 1 to within 1e-300, and PostgreSQL raises an error for e^−|z|. */
const FAR = 700
/** Linear predictors are cut off here before they are multiplied, so that nothing overflows. */
const CUT = 1e15

type Knots = (Calibration & { readonly kind: 'isotonic' })['knots']

/** One column worked out after another; each may use the names before it. */
export interface SqlStage {
  readonly name: string
  readonly sql: string
}

const logisticSql = (z: string, { number }: SqlDialect): string => {
  const one = number(1)
  return [
    `CASE WHEN ${z} > ${number(FAR)} THEN ${one} WHEN ${z} < ${number(-FAR)} THEN ${number(0)}`,
    `WHEN ${z} >= 0 THEN ${one} / (${one} + EXP(-${z})) ELSE EXP(${z}) / (${one} + EXP(${z})) END`,
  ].join(' ')
}

/** ln(1 + e^x); under −37 it is e^x, and above 37 x, to the last digit. */
const softplusSql = (x: string, { number }: SqlDialect): string =>
  [
    `CASE WHEN ${x} < ${number(-FAR)} THEN ${number(0)} WHEN ${x} < ${number(-37)} THEN EXP(${x})`,
    `WHEN ${x} > ${number(37)} THEN ${x} ELSE LN(${number(1)} + EXP(${x})) END`,
  ].join(' ')

const isotonicSql = (knots: Knots, x: string, { number }: SqlDialect): string => {
  const parts = knots.slice(1).map(([x1, y1], index) => {
    const [x0, y0] = knots[index] as Knots[number]
    const line = `${number(y0)} + ${number(y1 - y0)} * ((${x} - ${number(x0)}) / ${number(x1 - x0)})`
    const value = y1 === y0 ? number(y0) : `CASE WHEN ${line} < ${number(y1)} THEN ${line} ELSE ${number(y1)} END`
    return `WHEN ${x} < ${number(x1)} THEN ${value}`
  })
  const [first, firstY] = knots[0] as Knots[number]
  const lastY = (knots.at(-1) as Knots[number])[1]
  return [
    `CASE WHEN ${x} IS NULL THEN NULL WHEN ${x} < ${number(first)} THEN ${number(firstY)}`,
    ...parts,
    `ELSE ${number(lastY)} END`,
  ].join('\n      ')
}

/**
 * The steps from the linear predictor (column `lp`, null where a row is refused) to the probability, the last of them. The same formulas
 * as the kernel's calibrator, with what is far out cut off.
 */
export const probabilityStages = (calibration: Calibration, lp: string, dialect: SqlDialect): readonly SqlStage[] => {
  const { number, ident } = dialect
  const [x, below, above, z] = ['x', 'below', 'above', 'z'].map(ident) as [string, string, string, string]
  const cut = `CASE WHEN ${lp} > ${number(CUT)} THEN ${number(CUT)} WHEN ${lp} < ${number(-CUT)} THEN ${number(-CUT)} ELSE ${lp} END`
  const last: SqlStage = { name: 'p', sql: logisticSql(z, dialect) }
  switch (calibration.kind) {
    case 'none':
      return [{ name: 'p', sql: logisticSql(lp, dialect) }]
    case 'isotonic':
      return [{ name: 'p', sql: isotonicSql(calibration.knots, lp, dialect) }]
    case 'intercept':
      return [{ name: 'z', sql: `${number(calibration.intercept)} + ${lp}` }, last]
    case 'platt':
      return [
        { name: 'x', sql: cut },
        { name: 'z', sql: `${number(calibration.intercept)} + ${number(calibration.slope)} * ${x}` },
        last,
      ]
    case 'beta':
      return [
        { name: 'x', sql: cut },
        { name: 'below', sql: softplusSql(`(-${x})`, dialect) },
        { name: 'above', sql: softplusSql(x, dialect) },
        {
          name: 'z',
          sql: `${number(calibration.intercept)} - ${number(calibration.low)} * ${below} + ${number(calibration.high)} * ${above}`,
        },
        last,
      ]
  }
}
