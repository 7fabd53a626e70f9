import type { ExportTarget } from './export.js'
import { jsonTarget } from './json-target.js'
import { onnxTarget } from './onnx-target.js'
import { pmmlTarget } from './pmml-target.js'
import { pythonTarget } from './python-target.js'
import { sqlTarget } from './sql-target.js'
import { tfjsTarget } from './tfjs-target.js'
import { typescriptTarget } from './typescript-target.js'

/** Every target that can be written, in the order of the parity table. */
export const TARGETS: readonly ExportTarget[] = [
  jsonTarget,
  sqlTarget,
  typescriptTarget,
  pythonTarget,
  onnxTarget,
  pmmlTarget,
  tfjsTarget,
]
