import type { Calibration } from '../../data-schemas/calibration.js'
import { apply, constant, fieldRef, when } from './pmml-expressions.js'
import { type Xml, xml } from './pmml-xml.js'

const exp = (x: Xml): Xml => apply('exp', x)
const times = (a: Xml, b: Xml): Xml => apply('*', a, b)
const plus = (a: Xml, b: Xml): Xml => apply('+', a, b)
const one = constant(1)
const zero = constant(0)

/** 1 / (1 + e^−x) without overflow, on both sides of 0. */
const logistic = (x: Xml): Xml => {
  const above = apply('/', one, plus(one, exp(times(constant(-1), x))))
  const below = apply('/', exp(x), plus(one, exp(x)))
  return when(apply('greaterOrEqual', x, zero), above, below)
}

/** ln(1 + e^x) as max(x, 0) + ln(1 + e^−|x|). */
const log1pExp = (x: Xml): Xml =>
  plus(apply('max', x, zero), apply('ln', plus(one, exp(times(constant(-1), apply('abs', x))))))

/** Calibrated probability from the field that holds the linear predictor. */
export const probabilityExpression = (calibration: Calibration, field: string): Xml => {
  const x = fieldRef(field)
  switch (calibration.kind) {
    case 'none':
      return logistic(x)
    case 'intercept':
      return logistic(plus(constant(calibration.intercept), x))
    case 'platt':
      return logistic(plus(constant(calibration.intercept), times(constant(calibration.slope), x)))
    case 'beta': {
      const low = times(constant(-calibration.low), log1pExp(times(constant(-1), x)))
      const high = times(constant(calibration.high), log1pExp(x))
      return logistic(plus(plus(constant(calibration.intercept), low), high))
    }
    case 'isotonic': {
      const { knots } = calibration
      const [first] = knots
      // One knot is a level line; two make it one that PMML can hold.
      const lines = knots.length === 1 && first !== undefined ? [first, [first[0] + 1, first[1]] as const] : knots
      return xml(
        'NormContinuous',
        { field, outliers: 'asExtremeValues' },
        lines.map(([orig, norm]) => xml('LinearNorm', { orig, norm })),
      )
    }
  }
}
