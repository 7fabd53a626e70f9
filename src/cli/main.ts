import { cpus, platform } from 'node:os'
import { createInterface } from 'node:readline/promises'
import open from 'open'
import { z } from 'zod'
import { runCli } from './run.js'
import { MESSAGES, STOPPED, SUPERVISED } from './supervise.js'

// A study and a run's results are each looked at once: compiling their checks takes longer than doing them.
z.config({ jitless: true })

const abort = new AbortController()

const supervised = process.env[SUPERVISED] !== undefined && process.send !== undefined
delete process.env[SUPERVISED]

if (supervised) {
  // The process that watches over this one hears Ctrl-C and passes it on.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
  process.on('message', (message) => {
    if (message !== MESSAGES.stop) return
    process.send?.(MESSAGES.heard)
    abort.abort()
  })
  process.once('disconnect', () => abort.abort())
  process.channel?.unref()
} else {
  process.once('SIGINT', () => {
    abort.abort()
    process.stderr.write('\nstopping after the current step (again to stop at once)\n')
    process.once('SIGINT', () => process.exit(STOPPED))
  })
}

// A reader that has gone (`… | head`) is no error: what a run writes to files goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

const ask = async (question: string): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  lines.once('SIGINT', () => abort.abort())
  try {
    return await lines.question(question, { signal: abort.signal })
  } finally {
    lines.close()
  }
}

/** A desktop that can show a page: not a pipe, not a build server, not a console without a screen. */
const screen =
  process.stdin.isTTY &&
  process.stdout.isTTY &&
  process.stderr.isTTY &&
  !process.env['CI'] &&
  (platform() !== 'linux' ||
    Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? process.env['WSL_DISTRO_NAME']))

const show = async (path: string): Promise<void> => {
  const opener = await open(path)
  opener.unref()
}

void runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
  ...(screen ? { show } : {}),
  signal: abort.signal,
  now: Date.now,
  env: process.env,
  machine: { node: process.version, platform: platform(), cores: cpus().length },
}).then((code) => {
  process.exitCode = code
})
