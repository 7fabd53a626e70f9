import type { GoldenVector, Model, RawValue } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { allReasonTexts, type SaidText } from '../explanation/reason-text.js'
import { averageReference } from '../explanation/reference.js'
import { buildKernel } from '../scoring/kernel.js'
import { cannotExport } from './cannot-export.js'
import { contractFile, reasonsFile } from './companions.js'
import { type ExportFiles, textFiles } from './export.js'
import { probabilityExpression } from './pmml-calibration.js'
import { apply, constant, fieldRef, inlineTable } from './pmml-expressions.js'
import { dataField, levelField, levelFields, miningField, type PmmlPart } from './pmml-inputs.js'
import { fitsXml, textsOf, type Xml, xml, xmlText } from './pmml-xml.js'

/** Name of the file. */
export const PMML_FILE = 'model.pmml'

/** Results of the scorecard. */
export const PMML_OUTPUTS = { linearPredictor: 'linear_predictor', probability: 'probability' } as const

/** Reason codes that are given: at most so many. */
const REASONS = 4

const partsOf = (model: Model): readonly PmmlPart[] =>
  buildKernel(model).slots.map((slot, index) => ({ slot, encoder: model.encoders[index] as Encoder }))

const extension = (name: string, value: string): Xml => xml('Extension', { name, value })

const reasonCode = (indicator: string, level: number | null): string =>
  level === null ? indicator : `${indicator}:${level}`

/** Reason texts in both languages. */
interface Said {
  readonly nl: readonly SaidText[]
  readonly en: readonly SaidText[]
}

const texts = (said: Said, indicator: string, level: number | null): readonly Xml[] =>
  (['nl', 'en'] as const).flatMap((language) =>
    said[language]
      .filter((text) => text.indicator === indicator && text.level === level)
      .map(({ text }) => extension(`reason-${language}`, text)),
  )

/** One attribute per level, or the slope of a value that enters as it is. */
const characteristic = (
  { slot }: PmmlPart,
  { said, baseline }: { readonly said: Said; readonly baseline: number | undefined },
): Xml => {
  const predicate = (level: number): Xml =>
    xml('SimplePredicate', { field: levelField(slot), operator: 'equal', value: level })
  const attributes =
    slot.slope === null
      ? [...slot.contributions].map((score, level) =>
          xml('Attribute', { partialScore: score, reasonCode: reasonCode(slot.name, level) }, [
            ...texts(said, slot.name, level),
            predicate(level),
          ]),
        )
      : [
          xml('Attribute', { reasonCode: reasonCode(slot.name, null) }, [
            ...texts(said, slot.name, null),
            predicate(0),
            xml('ComplexPartialScore', {}, [apply('*', fieldRef(slot.name), constant(slot.slope))]),
          ]),
        ]
  return xml('Characteristic', { name: slot.name, reasonCode: slot.name, baselineScore: baseline }, attributes)
}

const output = (model: Model, ranked: number): Xml => {
  const number = { optype: 'continuous', dataType: 'double' }
  const reasons = Array.from({ length: ranked }, (_, index) =>
    xml('OutputField', {
      name: `reason_${index + 1}`,
      optype: 'categorical',
      dataType: 'string',
      feature: 'reasonCode',
      rank: index + 1,
    }),
  )
  return xml('Output', {}, [
    xml('OutputField', { name: PMML_OUTPUTS.linearPredictor, ...number, feature: 'predictedValue' }),
    xml('OutputField', { name: PMML_OUTPUTS.probability, ...number, feature: 'transformedValue' }, [
      probabilityExpression(model.calibration, PMML_OUTPUTS.linearPredictor),
    ]),
    ...reasons,
  ])
}

const cell = (raw: RawValue | undefined): string | null => (raw === null || raw === undefined ? null : String(raw))

/** True when every value is one that the field of its type can be given as text: what else the kernel takes is left to other checks. */
const writable = (model: Model, { input }: GoldenVector): boolean =>
  input.every((raw, index) => {
    const type = model.inputs[index]?.contract.type
    if (raw === null) return true
    if (type === 'boolean') return typeof raw === 'boolean'
    return type === 'date' ? typeof raw === 'string' : typeof raw !== 'string' || fitsXml(raw)
  })

/** The golden vectors, for `verify` of an evaluator. */
const verification = (model: Model): Xml => {
  const vectors = model.golden.vectors.filter((vector) => writable(model, vector))
  const names = [...model.inputs.map(({ name }) => name), PMML_OUTPUTS.linearPredictor, PMML_OUTPUTS.probability]
  const fields = names.map((field, index) =>
    xml('VerificationField', {
      field,
      column: `c${index + 1}`,
      ...(index < model.inputs.length ? {} : { precision: 1e-10, zeroThreshold: 1e-10 }),
    }),
  )
  const rows = vectors.map((vector) =>
    Object.fromEntries(
      [...vector.input, vector.linearPredictor, vector.probability].map((raw, index) => [`c${index + 1}`, cell(raw)]),
    ),
  )
  return xml('ModelVerification', { recordCount: rows.length, fieldCount: fields.length }, [
    xml('VerificationFields', {}, fields),
    inlineTable(rows),
  ])
}

const scorecard = (model: Model, parts: readonly PmmlPart[]): Xml => {
  const reference = averageReference(model)
  const baseline = reference.kind === 'reference' ? reference.contributions : undefined
  const said = { nl: allReasonTexts(model, 'nl'), en: allReasonTexts(model, 'en') }
  const ranked = baseline === undefined ? 0 : Math.min(REASONS, parts.length)
  return xml(
    'Scorecard',
    {
      modelName: model.name,
      functionName: 'regression',
      algorithmName: 'logistic regression',
      initialScore: model.intercept,
      useReasonCodes: String(ranked > 0),
      reasonCodeAlgorithm: ranked > 0 ? 'pointsAbove' : undefined,
      baselineMethod: ranked > 0 ? 'mean' : undefined,
    },
    [
      xml('MiningSchema', {}, parts.map(miningField)),
      output(model, ranked),
      xml('LocalTransformations', {}, parts.flatMap(levelFields)),
      xml(
        'Characteristics',
        {},
        parts.map((part, index) => characteristic(part, { said, baseline: baseline?.[index] })),
      ),
      verification(model),
    ],
  )
}

const header = (model: Model): Xml =>
  xml(
    'Header',
    {
      description: [model.title?.en ?? model.name, model.draft === null ? '' : 'Draft: not for use.'].join(' ').trim(),
    },
    [
      extension('model-id', model.modelId),
      extension('study-version', model.studyVersion),
      extension('input-contract', contractFile(model)),
      xml('Application', { name: 'maatwerkscan-workbench', version: model.lineage.packageVersion }),
    ],
  )

const checkNames = (parts: readonly PmmlPart[], document: Xml): void => {
  const own = [...Object.values(PMML_OUTPUTS), ...parts.flatMap(({ slot }) => [levelField(slot), `days_${slot.name}`])]
  const reasons = Array.from({ length: REASONS }, (_, index) => `reason_${index + 1}`)
  const names = [...parts.map(({ slot }) => slot.name), ...own, ...reasons]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw cannotExport('pmml', 'names of inputs that the scorecard does not use itself', `a field "${twice}" twice`)
  if (!textsOf(document).every(fitsXml))
    throw cannotExport('pmml', 'texts that XML 1.0 can hold', 'a control character or half a character')
}

/**
 * A model as one PMML 4.4 file: a scorecard on raw inputs, with the input contract as data dictionary, a level per input as derived
 * field, the linear predictor as score, the calibrated probability as transformed output, reason codes, and the golden vectors inside.
 * @throws WorkbenchError `cannot-export` for codes, names or texts that PMML cannot hold
 */
export const pmmlFiles = (model: Model): ExportFiles => {
  const parts = partsOf(model)
  const document = xml('PMML', { xmlns: 'http://www.dmg.org/PMML-4_4', version: '4.4' }, [
    header(model),
    xml('DataDictionary', { numberOfFields: parts.length }, parts.map(dataField)),
    scorecard(model, parts),
  ])
  checkNames(parts, document)
  return textFiles({
    [PMML_FILE]: xmlText(document),
    'contract.json': contractFile(model),
    'reasons.json': reasonsFile(model),
  })
}
