import type { Model } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { buildKernel, type Kernel } from '../scoring/kernel.js'
import { REFUSALS } from '../scoring/states.js'
import { cannotExport } from './cannot-export.js'
import { contractFile, reasonsFile } from './companions.js'
import { type ExportFiles, textFiles } from './export.js'
import { writeCalibration } from './onnx-calibration.js'
import { type GraphWriter, writeGraph } from './onnx-graph.js'
import { onnxInput, writeInput } from './onnx-inputs.js'
import { encodeOnnx, type OnnxModel, type OnnxValue } from './onnx-proto.js'

/** Name of the file. */
export const ONNX_FILE = 'model.onnx'

/** Operator sets: 13 (ONNX 1.8, December 2020) is the first in which every operator used here takes doubles; 2 is the first LabelEncoder with names for its keys. */
export const ONNX_OPSETS = [
  { domain: '', version: 13 },
  { domain: 'ai.onnx.ml', version: 2 },
] as const
const IR_VERSION = 7

/** Results of the graph, in order. */
export const ONNX_OUTPUTS = {
  probability: 'probability',
  linearPredictor: 'linear_predictor',
  contributions: 'contributions',
  level: 'levels',
} as const

const about = (kernel: Kernel, index: number): string => {
  const { contract, column, label } = (kernel.slots[index] as Kernel['slots'][number]).input
  const range = `${contract.min === undefined ? '' : ` from ${contract.min}`}${contract.max === undefined ? '' : ` to ${contract.max}`}`
  return `${label?.en ?? column}: column ${column}, ${contract.type}${contract.unit === undefined ? '' : ` in ${contract.unit}`}${range}`
}

const inputsOf = (model: Model, kernel: Kernel): readonly OnnxValue[] =>
  kernel.slots.flatMap((slot, index): readonly OnnxValue[] => {
    const { name, type, state } = onnxInput(slot, model.encoders[index] as Encoder)
    const own: OnnxValue = { name, type, columns: 1, about: about(kernel, index) }
    const second = 'state of each value: 0 a value, 1 missing, 2 not applicable, 3 + j the j-th special code'
    return state === null ? [own] : [own, { name: state, type: 'int64', columns: 1, about: second }]
  })

const outputsOf = (columns: number): readonly OnnxValue[] => [
  {
    name: ONNX_OUTPUTS.probability,
    type: 'double',
    columns: 1,
    about: 'calibrated probability; NaN where the row is refused',
  },
  {
    name: ONNX_OUTPUTS.linearPredictor,
    type: 'double',
    columns: 1,
    about: 'log-odds before calibration; lists are ordered by it',
  },
  {
    name: ONNX_OUTPUTS.contributions,
    type: 'double',
    columns,
    about: 'what each input adds to the intercept, in the order of the inputs',
  },
  {
    name: ONNX_OUTPUTS.level,
    type: 'int64',
    columns,
    about: 'level of each input; negative where it is refused: −1 − place among the refusals of the metadata',
  },
]

/** Steps from the raw inputs to the outputs; the sum is taken from left to right, as the kernel takes it. */
const writeSteps = (graph: GraphWriter, model: Model, kernel: Kernel): void => {
  const parts = kernel.slots.map((slot, index) =>
    writeInput(graph, { slot, encoder: model.encoders[index] as Encoder }),
  )
  const join = (flows: readonly string[], name: string): void => {
    graph.step('Concat', flows, { name, attributes: [{ name: 'axis', kind: 'int', value: 1 }] })
  }
  join(
    parts.map(({ code }) => code),
    ONNX_OUTPUTS.level,
  )
  join(
    parts.map(({ contribution }) => contribution),
    ONNX_OUTPUTS.contributions,
  )
  let total = graph.numbers('double', [model.intercept])
  for (const [index, { contribution }] of parts.entries()) {
    const last = index === parts.length - 1
    total = graph.step('Add', [total, contribution], last ? { name: ONNX_OUTPUTS.linearPredictor } : {})
  }
  writeCalibration(graph, total, { calibration: model.calibration, name: ONNX_OUTPUTS.probability })
}

/** True for whole characters other than zero. */
const wellFormed = (text: string): boolean =>
  [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0
    return code > 0 && (code < 0xd800 || code > 0xdfff)
  })

/** Names must differ from each other, and texts must be texts: UTF-8 has no half characters, and runtimes end a text at a zero. */
const checkNames = (onnx: OnnxModel): void => {
  const { inputs, nodes, constants } = onnx.graph
  const names = [...inputs.map(({ name }) => name), ...nodes.map(({ output }) => output), ...Object.keys(constants)]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw cannotExport('onnx', 'names of inputs that the graph does not use itself', `an input named "${twice}"`)
  const texts = nodes.flatMap(({ attributes }) =>
    attributes.flatMap((one) => (one.kind === 'strings' ? one.value : [])),
  )
  if (![...names, ...texts].every(wellFormed))
    throw cannotExport(
      'onnx',
      'names and categories in whole Unicode characters, not zero',
      'one with half a character, or a zero',
    )
}

const onnxModel = (model: Model): OnnxModel => {
  const kernel = buildKernel(model)
  const graph = writeGraph()
  writeSteps(graph, model, kernel)
  return {
    irVersion: IR_VERSION,
    opsets: ONNX_OPSETS,
    producer: { name: 'maatwerkscan-workbench', version: model.lineage.packageVersion },
    about: [
      model.title?.en ?? model.name,
      model.purpose?.en ?? '',
      model.draft === null ? '' : 'Draft: not for use.',
      `Model ${model.modelId}. Row by row from raw inputs; a row that breaks the input contract gets NaN and negative levels.`,
    ]
      .filter((line) => line !== '')
      .join('\n'),
    metadata: {
      model_id: model.modelId,
      model_name: model.name,
      study_version: model.studyVersion,
      draft: String(model.draft !== null),
      input_contract: contractFile(model),
      reasons: reasonsFile(model),
      refusals: REFUSALS.join(' '),
    },
    graph: {
      name: model.name,
      inputs: inputsOf(model, kernel),
      outputs: outputsOf(kernel.slots.length),
      nodes: graph.nodes,
      constants: graph.constants,
    },
  }
}

/**
 * A model as one ONNX file with double tensors: raw inputs, one table `[rows, 1]` each, to level, contribution, linear predictor and
 * calibrated probability. Contract and reason texts are in its metadata, and beside it.
 * @throws WorkbenchError `cannot-export` for names that collide or texts that UTF-8 cannot hold
 */
export const onnxFiles = (model: Model): ExportFiles => {
  const onnx = onnxModel(model)
  checkNames(onnx)
  return new Map([
    [ONNX_FILE, encodeOnnx(onnx)],
    ...textFiles({ 'contract.json': contractFile(model), 'reasons.json': reasonsFile(model) }),
  ])
}
