import type { ParityEngine, ParityRequest } from './export.js'
import { ONNX_FILE } from './onnx.js'
import { onnxFeeds } from './onnx-run.js'
import { NOT_AT_HAND, pythonEngine } from './python-peer.js'

const PROGRAM = `
import json, os, platform, sys
folder = sys.argv[1]
try:
    import numpy, onnxruntime
except ImportError:
    sys.exit(${NOT_AT_HAND})
def tensor(feed):
    cells = feed['cells']
    if feed['type'] == 'string':
        return numpy.array(cells, dtype=object).reshape(-1, 1)
    kind = numpy.float64 if feed['type'] == 'double' else numpy.int64
    return numpy.array([float(c) if isinstance(c, str) else c for c in cells], dtype=kind).reshape(-1, 1)
with open(os.path.join(folder, 'feeds.json'), encoding='utf-8') as file:
    feeds = {feed['name']: tensor(feed) for feed in json.load(file)}
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(os.path.join(folder, '${ONNX_FILE}'), options, providers=['CPUExecutionProvider'])
names = ['linear_predictor', 'probability', 'levels']
parts, rows = [], len(next(iter(feeds.values())))
for start in range(0, rows, 8192):
    parts.append(session.run(names, {name: cells[start:start + 8192] for name, cells in feeds.items()}))
linear, probability, level = (numpy.concatenate(part) for part in zip(*parts))
def plain(column):
    return [None if value != value else float(value) for value in column[:, 0]]
with open(os.path.join(folder, 'scores.json'), 'w') as file:
    json.dump({
        'engine': 'onnxruntime ' + onnxruntime.__version__ + ', Python ' + platform.python_version(),
        'linearPredictor': plain(linear),
        'probability': plain(probability),
        'refused': [int(flag) for flag in (level < 0).any(axis=1)],
    }, file)
`

/** JSON has no NaN and no infinity: they go as texts that Python reads as such. */
const cell = (value: number | string | bigint): number | string => {
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'string' || Number.isFinite(value) ? value : Number.isNaN(value) ? 'nan' : 'inf'
}

const feedsText = ({ model, reference }: ParityRequest): string =>
  JSON.stringify(
    onnxFeeds(model, reference.inputs.rows).map(({ name, type, cells }) => ({ name, type, cells: cells.map(cell) })),
  )

/** The ONNX file in Python's onnxruntime. */
export const onnxInPython: ParityEngine = pythonEngine({
  engine: 'onnxruntime, Python',
  tolerance: { linearPredictor: 1e-12, probability: 1e-12, order: 'same' },
  program: PROGRAM,
  file: ONNX_FILE,
  rows: { name: 'feeds.json', text: feedsText },
})
