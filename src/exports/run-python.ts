import { spawn } from 'node:child_process'

/** The Python of the environment variable MAATWERKSCAN_PYTHON, else the one on the path. */
const command = (): string => process.env['MAATWERKSCAN_PYTHON'] ?? 'python3'

/** What a Python program printed; null where there is no Python, or where it ended with an error. */
export const runPython = async (arguments_: readonly string[]): Promise<string | null> =>
  new Promise((resolve) => {
    const child = spawn(command(), ['-I', ...arguments_], { stdio: ['ignore', 'pipe', 'ignore'] })
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.on('error', () => resolve(null))
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(parts).toString('utf8') : null))
  })
