import { cpus, platform } from 'node:os'
import { runCli, STOPPED } from './run.js'

const abort = new AbortController()

process.once('SIGINT', () => {
  abort.abort()
  process.stderr.write('\nstopping after the current step (again to stop at once)\n')
  process.once('SIGINT', () => process.exit(STOPPED))
})

// A reader that has gone (`… | head`) is no error: what a run writes to files goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

void runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: abort.signal,
  now: Date.now,
  machine: { node: process.version, platform: platform(), cores: cpus().length },
}).then((code) => {
  process.exitCode = code
})
