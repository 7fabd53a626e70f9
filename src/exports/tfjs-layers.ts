/** A layer with its weights, in the form in which TensorFlow.js writes them. */
export interface Layer {
  readonly name: string
  readonly kind: 'InputLayer' | 'Dense' | 'ReLU'
  readonly config: Readonly<Record<string, unknown>>
  /** Layer that it takes its input from; null for an input. */
  readonly from: string | null
  readonly weights: readonly {
    readonly name: string
    readonly shape: readonly number[]
    readonly values: readonly number[]
  }[]
}

/** The row that the model is given. */
export const inputLayer = (name: string, columns: number): Layer => ({
  name,
  kind: 'InputLayer',
  from: null,
  config: { batch_input_shape: [null, columns], dtype: 'float32', sparse: false, name },
  weights: [],
})

/** Weights of a dense layer: kernel row-major, `units` columns. */
export interface DenseWeights {
  readonly kernel: readonly number[]
  readonly bias?: readonly number[]
  readonly activation?: 'linear' | 'sigmoid' | 'softplus'
  /** Default: as many as there are biases. */
  readonly units?: number
}

const zeros = { class_name: 'Zeros', config: {} }

/** A dense layer: input × kernel + bias, through its activation. */
export const dense = (name: string, from: string, weights: DenseWeights): Layer => {
  const { kernel, bias, activation = 'linear', units = bias?.length ?? 1 } = weights
  return {
    name,
    kind: 'Dense',
    from,
    config: {
      units,
      activation,
      use_bias: bias !== undefined,
      kernel_initializer: zeros,
      bias_initializer: zeros,
      kernel_regularizer: null,
      bias_regularizer: null,
      activity_regularizer: null,
      kernel_constraint: null,
      bias_constraint: null,
      name,
      trainable: false,
    },
    weights: [
      { name: `${name}/kernel`, shape: [kernel.length / units, units], values: kernel },
      ...(bias === undefined ? [] : [{ name: `${name}/bias`, shape: [units], values: bias }]),
    ],
  }
}

/** Values held within 0 and a maximum. */
export const reluUpTo = (name: string, from: string, maximum: number): Layer => ({
  name,
  kind: 'ReLU',
  from,
  config: { max_value: maximum, name, trainable: false },
  weights: [],
})

/** Little-endian, whatever the machine. */
const floats = (values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(values.length * 4))
  for (const [index, value] of values.entries()) view.setFloat32(index * 4, value, true)
  return new Uint8Array(view.buffer)
}

/** What goes with the layers. */
export interface TopologyOptions {
  readonly outputs: readonly string[]
  readonly weightsFile: string
  readonly metadata: Readonly<Record<string, unknown>>
}

/** `model.json` and its weights, of layers that follow each other. The same layers give the same bytes. */
export const topology = (
  layers: readonly Layer[],
  { outputs, weightsFile, metadata }: TopologyOptions,
): { readonly text: string; readonly weights: Uint8Array } => {
  const weights = layers.flatMap((layer) => layer.weights)
  const inputs = layers.filter(({ from }) => from === null)
  const json = {
    format: 'layers-model',
    generatedBy: 'maatwerkscan-workbench',
    convertedBy: null,
    modelTopology: {
      class_name: 'Model',
      config: {
        name: 'scorecard',
        layers: layers.map(({ name, kind, config, from }) => ({
          name,
          class_name: kind,
          config,
          inbound_nodes: from === null ? [] : [[[from, 0, 0, {}]]],
        })),
        input_layers: inputs.map(({ name }) => [name, 0, 0]),
        output_layers: outputs.map((name) => [name, 0, 0]),
      },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      {
        paths: [weightsFile],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
    userDefinedMetadata: metadata,
  }
  return { text: `${JSON.stringify(json)}\n`, weights: floats(weights.flatMap(({ values }) => values)) }
}
