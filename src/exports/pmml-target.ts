import type { ExportTarget, ParityRequest } from './export.js'
import { PMML_FILE, PMML_OUTPUTS, pmmlFiles } from './pmml.js'
import { NOT_AT_HAND, pythonEngine } from './python-peer.js'

const PROGRAM = `
import json, os, sys
folder = sys.argv[1]
with open(os.path.join(folder, 'rows.json'), encoding='utf-8') as file:
    given = json.load(file)
# A short run is over before the second compiler of Java pays off.
short = ' -XX:TieredStopAtLevel=1' if len(given['columns'][0]) < 20000 else ''
os.environ.setdefault('JAVA_TOOL_OPTIONS', '-XX:+UseSerialGC' + short)
try:
    import pandas
    from jpmml_evaluator import make_evaluator
    from jpmml_evaluator.metadata import __version__
    from jpmml_evaluator.jpype import JPypeBackend
    JPypeBackend.ensureJVM()
except Exception:
    sys.exit(${NOT_AT_HAND})
from jpype import java
evaluator = make_evaluator(os.path.join(folder, '${PMML_FILE}')).verify()
table = pandas.DataFrame({
    name: pandas.Series(cells, dtype=object) for name, cells in zip(given['names'], given['columns'])
})
found = evaluator.evaluateAll(table, nan_as_missing=False, parallelism=1)
def plain(name):
    if name not in found:
        return [None] * len(table)
    return [None if value is None or value != value else float(value) for value in found[name]]
probability = plain('${PMML_OUTPUTS.probability}')
with open(os.path.join(folder, 'scores.json'), 'w') as file:
    json.dump({
        'engine': 'jpmml_evaluator ' + __version__ + ', Java ' + str(java.lang.System.getProperty('java.version')),
        'linearPredictor': plain('${PMML_OUTPUTS.linearPredictor}'),
        'probability': probability,
        'refused': [int(value is None) for value in probability],
    }, file)
`

const rowsText = ({ model, reference }: ParityRequest): string => {
  const { rows } = reference.inputs
  return JSON.stringify({
    names: model.inputs.map(({ name }) => name),
    columns: model.inputs.map((_, index) => rows.map((row) => row[index] ?? null)),
  })
}

/** PMML 4.4: a scorecard with contract, reason codes, calibrated probability and golden vectors inside. */
export const pmmlTarget: ExportTarget = {
  name: 'pmml',
  about: 'PMML 4.4: a scorecard with contract, reason codes, probability and golden vectors inside',
  extension: '.pmml',
  write: pmmlFiles,
  engines: [
    pythonEngine({
      engine: 'jpmml_evaluator',
      tolerance: { linearPredictor: 1e-10, probability: 1e-10, order: 'same' },
      program: PROGRAM,
      file: PMML_FILE,
      rows: { name: 'rows.json', text: rowsText },
    }),
  ],
}
