import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The Python that `.ci/exports` fills. */
const PYTHON = fileURLToPath(new URL('../../../.venv/exports/bin/python', import.meta.url))

/** Points the checks to that Python and says whether it has a package; `jpmml_evaluator` needs Java too. */
export const pythonHas = (name: string): boolean => {
  process.env['MAATWERKSCAN_PYTHON'] ??= PYTHON
  const python = process.env['MAATWERKSCAN_PYTHON']
  if (!existsSync(python)) return false
  try {
    execFileSync(python, ['-c', `import ${name}`], { stdio: 'ignore' })
    if (name === 'jpmml_evaluator') execFileSync('java', ['-version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
