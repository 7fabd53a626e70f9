import protobuf from 'protobufjs/light.js'

/** Element types of tensors, as ONNX numbers them. */
export const ONNX_TYPE = { int64: 7, string: 8, double: 11 } as const
/** Name of an element type that the export uses. */
export type OnnxType = keyof typeof ONNX_TYPE

/** A constant tensor: numbers in row-major order. */
export interface OnnxTensor {
  readonly type: 'double' | 'int64'
  readonly dims: readonly number[]
  readonly values: readonly number[]
}

/** An attribute of a node. */
export type OnnxAttribute = { readonly name: string } & (
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
)

/** One step of the graph. */
export interface OnnxNode {
  readonly op: string
  readonly domain: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes: readonly OnnxAttribute[]
}

/** An input or output of the graph: a table with one row per person. */
export interface OnnxValue {
  readonly name: string
  readonly type: OnnxType
  readonly columns: number
  readonly about: string
}

/** A model as the ONNX file holds it. */
export interface OnnxModel {
  readonly irVersion: number
  readonly opsets: readonly { readonly domain: string; readonly version: number }[]
  readonly producer: { readonly name: string; readonly version: string }
  readonly about: string
  readonly metadata: Readonly<Record<string, string>>
  readonly graph: {
    readonly name: string
    readonly inputs: readonly OnnxValue[]
    readonly outputs: readonly OnnxValue[]
    readonly nodes: readonly OnnxNode[]
    readonly constants: Readonly<Record<string, OnnxTensor>>
  }
}

const field = (type: string, id: number): protobuf.IField => ({ type, id })
const many = (type: string, id: number): protobuf.IField => ({ rule: 'repeated', type, id, options: { packed: false } })
const message = (fields: Record<string, protobuf.IField>): protobuf.IType => ({ fields })

/** The part of `onnx.proto` (ONNX 1.8, IR version 7) that is written here, by field number. */
const SCHEMA = protobuf.Root.fromJSON({
  nested: {
    Pair: message({ key: field('string', 1), value: field('string', 2) }),
    Opset: message({ domain: field('string', 1), version: field('int64', 2) }),
    Tensor: message({
      dims: many('int64', 1),
      data_type: field('int32', 2),
      name: field('string', 8),
      raw_data: field('bytes', 9),
    }),
    Attribute: message({
      name: field('string', 1),
      i: field('int64', 3),
      ints: many('int64', 8),
      strings: many('bytes', 9),
      type: field('int32', 20),
    }),
    Node: message({
      input: many('string', 1),
      output: many('string', 2),
      name: field('string', 3),
      op_type: field('string', 4),
      attribute: many('Attribute', 5),
      domain: field('string', 7),
    }),
    Dimension: message({ dim_value: field('int64', 1), dim_param: field('string', 2) }),
    Shape: message({ dim: many('Dimension', 1) }),
    TensorType: message({ elem_type: field('int32', 1), shape: field('Shape', 2) }),
    Type: message({ tensor_type: field('TensorType', 1) }),
    Value: message({ name: field('string', 1), type: field('Type', 2), doc_string: field('string', 3) }),
    Graph: message({
      node: many('Node', 1),
      name: field('string', 2),
      initializer: many('Tensor', 5),
      input: many('Value', 11),
      output: many('Value', 12),
    }),
    Model: message({
      ir_version: field('int64', 1),
      producer_name: field('string', 2),
      producer_version: field('string', 3),
      model_version: field('int64', 5),
      doc_string: field('string', 6),
      graph: field('Graph', 7),
      opset_import: many('Opset', 8),
      metadata_props: many('Pair', 14),
    }),
  },
})

const ATTRIBUTE_TYPE = { int: 2, ints: 7, strings: 8 } as const

const attributeMessage = (attribute: OnnxAttribute): Record<string, unknown> => {
  const { name, kind, value } = attribute
  const base = { name, type: ATTRIBUTE_TYPE[kind] }
  if (kind === 'int') return { ...base, i: value }
  if (kind === 'ints') return { ...base, ints: value }
  return { ...base, strings: value.map((text) => Buffer.from(text, 'utf8')) }
}

const nodeMessage = (node: OnnxNode): Record<string, unknown> => ({
  input: node.inputs,
  output: [node.output],
  name: node.output,
  op_type: node.op,
  attribute: node.attributes.map(attributeMessage),
  ...(node.domain === '' ? {} : { domain: node.domain }),
})

/** Little-endian, whatever the machine. */
const bytesOf = ({ type, values }: OnnxTensor): Uint8Array => {
  const view = new DataView(new ArrayBuffer(values.length * 8))
  for (const [index, value] of values.entries()) {
    if (type === 'double') view.setFloat64(index * 8, value, true)
    else view.setBigInt64(index * 8, BigInt(value), true)
  }
  return new Uint8Array(view.buffer)
}

const valueMessage = ({ name, type, columns, about }: OnnxValue): Record<string, unknown> => ({
  name,
  type: {
    tensor_type: { elem_type: ONNX_TYPE[type], shape: { dim: [{ dim_param: 'rows' }, { dim_value: columns }] } },
  },
  doc_string: about,
})

/** The bytes of an ONNX file. The same model gives the same bytes. */
export const encodeOnnx = (model: OnnxModel): Uint8Array => {
  const { graph } = model
  const type = SCHEMA.lookupType('Model')
  const message = {
    ir_version: model.irVersion,
    producer_name: model.producer.name,
    producer_version: model.producer.version,
    model_version: 1,
    doc_string: model.about,
    graph: {
      node: graph.nodes.map(nodeMessage),
      name: graph.name,
      initializer: Object.entries(graph.constants).map(([name, tensor]) => ({
        dims: tensor.dims,
        data_type: ONNX_TYPE[tensor.type],
        name,
        raw_data: bytesOf(tensor),
      })),
      input: graph.inputs.map(valueMessage),
      output: graph.outputs.map(valueMessage),
    },
    opset_import: model.opsets,
    metadata_props: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
  }
  return new Uint8Array(type.encode(type.fromObject(message)).finish())
}
