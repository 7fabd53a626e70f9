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
    const java = name === 'jpmml_evaluator' ? ', jpype; jpype.getDefaultJVMPath()' : ''
    execFileSync(python, ['-c', `import ${name}${java}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
