import type { OnnxAttribute, OnnxNode, OnnxTensor } from './onnx-proto.js'

/** Name of a value that flows through the graph. */
export type Flow = string

/** Attributes and a name of one's own for a step. */
export interface StepOptions {
  readonly domain?: string
  readonly attributes?: readonly OnnxAttribute[]
  /** Name of the result, for an output of the graph; numbered when absent. */
  readonly name?: string
}

/** A graph that is being written: steps in the order in which they were asked for. */
export interface GraphWriter {
  /** A constant of shape `[values.length]`. */
  readonly numbers: (type: OnnxTensor['type'], values: readonly number[]) => Flow
  readonly step: (op: string, inputs: readonly Flow[], options?: StepOptions) => Flow
  readonly nodes: readonly OnnxNode[]
  readonly constants: Readonly<Record<string, OnnxTensor>>
}

/** Starts a graph. Names are numbered, so that the same calls give the same graph. */
export const writeGraph = (): GraphWriter => {
  const nodes: OnnxNode[] = []
  const constants: Record<string, OnnxTensor> = {}
  const known = new Map<string, Flow>()
  return {
    nodes,
    constants,
    numbers: (type, values) => {
      const key = `${type} ${values.map((value) => (Object.is(value, -0) ? '-0' : String(value))).join(' ')}`
      const name = known.get(key) ?? `constant_${known.size + 1}`
      known.set(key, name)
      constants[name] = { type, dims: [values.length], values }
      return name
    },
    step: (op, inputs, { domain = '', attributes = [], name = `step_${nodes.length + 1}` } = {}) => {
      nodes.push({ op, domain, inputs, output: name, attributes })
      return name
    },
  }
}

/** Rows where `condition` holds take `code`, the others keep what they have. */
export const chosen = (
  graph: GraphWriter,
  condition: Flow,
  { code, otherwise }: { readonly code: number; readonly otherwise: Flow },
): Flow => graph.step('Where', [condition, graph.numbers('int64', [code]), otherwise])

/** Sum of each row of a table of whole numbers, as a column. */
export const rowSum = (graph: GraphWriter, table: Flow): Flow =>
  graph.step('ReduceSum', [table, graph.numbers('int64', [1])])

/** How many of the edges lie at or under each number: the interval it is in. */
export const intervalsOf = (graph: GraphWriter, column: Flow, edges: readonly number[]): Flow => {
  const below = graph.step('Less', [column, graph.numbers('double', edges)])
  return rowSum(graph, wholeOf(graph, graph.step('Not', [below])))
}

/** Truth values as 0 and 1. */
const wholeOf = (graph: GraphWriter, truth: Flow): Flow =>
  graph.step('Cast', [truth], { attributes: [{ name: 'to', kind: 'int', value: 7 }] })

/** The whole number that belongs to each number, or `otherwise`. Keys differ from each other. */
export const lookedUp = (
  graph: GraphWriter,
  column: Flow,
  { table, otherwise }: { readonly table: ReadonlyMap<number, number>; readonly otherwise: number },
): Flow => {
  const equal = wholeOf(graph, graph.step('Equal', [column, graph.numbers('double', [...table.keys()])]))
  const moved = [...table.values()].map((value) => value - otherwise)
  const found = rowSum(graph, graph.step('Mul', [equal, graph.numbers('int64', moved)]))
  return graph.step('Add', [found, graph.numbers('int64', [otherwise])])
}
