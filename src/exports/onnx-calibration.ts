import type { Calibration } from '../../data-schemas/calibration.js'
import { type Flow, type GraphWriter, intervalsOf } from './onnx-graph.js'

const column = (graph: GraphWriter, value: number): Flow => graph.numbers('double', [value])

/** 1 / (1 + e^−x) as e^min(x, 0) / (1 + e^−|x|): no overflow, and the kernel's own formula on both sides of 0. */
const logistic = (graph: GraphWriter, x: Flow, name: string): Flow => {
  const top = graph.step('Exp', [graph.step('Min', [x, column(graph, 0)])])
  const tail = graph.step('Exp', [graph.step('Neg', [graph.step('Abs', [x])])])
  return graph.step('Div', [top, graph.step('Add', [tail, column(graph, 1)])], { name })
}

/** ln(1 + e^x) as max(x, 0) + ln(1 + e^−|x|). */
const log1pExp = (graph: GraphWriter, x: Flow): Flow => {
  const tail = graph.step('Exp', [graph.step('Neg', [graph.step('Abs', [x])])])
  const log = graph.step('Log', [graph.step('Add', [tail, column(graph, 1)])])
  return graph.step('Add', [graph.step('Max', [x, column(graph, 0)]), log])
}

type Knots = (Calibration & { readonly kind: 'isotonic' })['knots']

interface Piece {
  readonly from: number
  readonly width: number
  readonly low: number
  readonly high: number
}

/** The straight lines between knots, with a level one on either side. */
const piecesOf = (knots: Knots): readonly Piece[] => {
  const level = ([from, low]: Knots[number]): Piece => ({ from, width: 1, low, high: low })
  const between = knots.slice(1).map(([to, high], index): Piece => {
    const [from, low] = knots[index] as Knots[number]
    return { from, width: to - from, low, high }
  })
  return [level(knots[0] as Knots[number]), ...between, level(knots.at(-1) as Knots[number])]
}

const isotonic = (graph: GraphWriter, x: Flow, { knots, name }: { knots: Knots; name: string }): Flow => {
  const pieces = piecesOf(knots)
  const edges = knots.map(([from]) => from)
  const at = intervalsOf(graph, x, edges)
  const of = (value: (piece: Piece) => number): Flow =>
    graph.step('Gather', [graph.numbers('double', pieces.map(value)), at])
  const share = graph.step('Div', [graph.step('Sub', [x, of(({ from }) => from)]), of(({ width }) => width)])
  const risen = graph.step('Mul', [of(({ low, high }) => high - low), share])
  const line = graph.step('Add', [of(({ low }) => low), risen])
  return graph.step('Min', [line, of(({ high }) => high)], { name })
}

/** Writes the steps from linear predictor to calibrated probability; the result carries `name`. */
export const writeCalibration = (
  graph: GraphWriter,
  linearPredictor: Flow,
  { calibration, name }: { readonly calibration: Calibration; readonly name: string },
): Flow => {
  const scaled = (factor: number, of: Flow): Flow => graph.step('Mul', [of, column(graph, factor)])
  const plus = (a: Flow, b: Flow): Flow => graph.step('Add', [a, b])
  switch (calibration.kind) {
    case 'none':
      return logistic(graph, linearPredictor, name)
    case 'intercept':
      return logistic(graph, plus(column(graph, calibration.intercept), linearPredictor), name)
    case 'platt':
      return logistic(
        graph,
        plus(column(graph, calibration.intercept), scaled(calibration.slope, linearPredictor)),
        name,
      )
    case 'beta': {
      const low = scaled(-calibration.low, log1pExp(graph, graph.step('Neg', [linearPredictor])))
      const high = scaled(calibration.high, log1pExp(graph, linearPredictor))
      return logistic(graph, plus(plus(column(graph, calibration.intercept), low), high), name)
    }
    case 'isotonic':
      return isotonic(graph, linearPredictor, { knots: calibration.knots, name })
  }
}
