import { model as modelSchema } from '../../data-schemas/artifact.js'
import { modelText } from '../artifact/freeze.js'
import { buildKernel, scoreRow } from '../scoring/kernel.js'
import { contractFile, reasonsFile } from './companions.js'
import { type ExportTarget, type ParityEngine, textFiles } from './export.js'
import type { EngineScores, ReferenceScores } from './parity.js'

const scoreText = (text: string, { inputs: { rows } }: ReferenceScores): EngineScores => {
  const kernel = buildKernel(modelSchema.parse(JSON.parse(text)))
  const linearPredictor = new Float64Array(rows.length).fill(Number.NaN)
  const probability = new Float64Array(rows.length).fill(Number.NaN)
  const refused = new Uint8Array(rows.length)
  for (const [index, row] of rows.entries()) {
    const scored = scoreRow(kernel, Object.fromEntries(kernel.inputs.map((name, place) => [name, row[place]])))
    if (scored.kind === 'refused') refused[index] = 1
    else {
      linearPredictor[index] = scored.linearPredictor
      probability[index] = scored.probability
    }
  }
  return { engine: 'this workbench', linearPredictor, probability, refused, rank: null }
}

const workbench: ParityEngine = {
  engine: 'this workbench',
  tolerance: { linearPredictor: 0, probability: 0, order: 'same' },
  keyed: false,
  anyType: true,
  run: async ({ files, reference }) => scoreText(new TextDecoder().decode(files.get('model.json')), reference),
}

/** The model itself, as canonical JSON (schema: `data-schemas/json/artifact.schema.json`), with its input contract and reason texts. */
export const jsonTarget: ExportTarget = {
  name: 'json',
  about: 'the model as canonical JSON, with its input contract and reason texts',
  extension: '.json',
  write: (model) =>
    textFiles({
      'model.json': modelText(model),
      'contract.json': contractFile(model),
      'reasons.json': reasonsFile(model),
    }),
  engines: [workbench],
}
