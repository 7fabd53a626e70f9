import { resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { labFolder, prepareLab } from '../../notebooks/lab/environment.js'
import { startLab } from '../../notebooks/lab/server.js'
import { shippedNotebooks } from '../../notebooks/shipped.js'
import { readRun } from '../../run-folder-reader.js'
import type { ContextOf } from '../context.js'

interface LabCommandOptions {
  readonly port?: number
  readonly study?: string
  readonly notebooks?: string
  readonly environment?: string
  readonly python?: string
  readonly browser: boolean
  readonly prepare: boolean
}

const portOf = (text: string): number => {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new InvalidArgumentError('a port is a whole number from 1 to 65535')
}

const variablesFor = (run: string | undefined, study: string | undefined, language: string): Record<string, string> => {
  if (run !== undefined) readRun(run)
  return {
    MAATWERKSCAN_LANG: language,
    ...(run === undefined ? {} : { MAATWERKSCAN_RUN: resolve(run) }),
    ...(study === undefined ? {} : { MAATWERKSCAN_STUDY: resolve(study) }),
  }
}

/** `maatwerkscan lab`: JupyterLab on this machine, with the notebooks and their kernel; made from pinned packages on first use. */
export const labCommand = (context: ContextOf): Command =>
  new Command('lab')
    .description(
      'Start JupyterLab with the notebooks; installs it on first use (Python 3.11 or newer), offline afterwards.',
    )
    .argument('[run]', 'run folder that the notebooks read (default: what they name themselves)')
    .option('--port <number>', 'port, or refuse (default: 8888 or the next free one)', portOf)
    .option('--study <file>', 'study file of the run, when it is not one of the package')
    .option('--notebooks <folder>', 'folder to open (default: the notebooks of the package)')
    .option('--environment <folder>', 'where JupyterLab is installed (default: the cache of the user)')
    .option('--python <program>', 'Python to install it with (default: python3)')
    .option('--no-browser', 'do not open a browser')
    .option('--prepare', 'install only, for a machine that goes offline', false)
    .action(async (run: string | undefined, options: LabCommandOptions) => {
      const io = context(options)
      const variables = variablesFor(run, options.study, io.language)
      const environment = resolve(options.environment ?? labFolder())
      await prepareLab(environment, {
        ...(options.python === undefined ? {} : { python: options.python }),
        onStage: (stage) => io.note(`${stage}: ${environment}`),
        signal: io.signal,
      })
      io.stopProgress()
      if (options.prepare) return io.out(`JupyterLab is ready: ${environment}`)
      const server = await startLab({
        environment,
        notebooks: options.notebooks ?? shippedNotebooks(),
        ...(options.port === undefined ? {} : { port: options.port }),
        open: options.browser,
        variables,
        signal: io.signal,
      })
      io.out(server.url)
      io.note('only this machine can reach it, and only with the token in the address; Ctrl-C stops it')
      await server.ended
    })
