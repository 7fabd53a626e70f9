import { Command, CommanderError, Option } from 'commander'
import { WorkbenchError } from '../errors.js'
import { languageOf } from '../report/words.js'
import type { Context, ContextOf, Exit } from './context.js'
import { openProgress, type ProgressStyle } from './progress.js'
import { STOPPED } from './supervise.js'
import { packageVersion } from './version.js'

/** What the command line needs of a process. Only `main.ts` touches the real one. */
export interface Terminal {
  readonly stdout: NodeJS.WritableStream & { readonly columns?: number }
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
  /** Asks a question on the terminal; absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>
  /** Shows a file in the program that the system has for it; absent where nobody would see it. */
  readonly show?: (path: string) => Promise<void>
  readonly signal: AbortSignal
  readonly now: () => number
  readonly machine: Context['machine']
  /** Variables of the process; none when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

const HELP_HINT = '(add --help for what this command takes)'

const contextFor =
  (terminal: Terminal, plainByDefault: boolean, opened: (stop: () => void) => void): ContextOf =>
  (options) => {
    const asked = options.progress as ProgressStyle | undefined
    const quiet = plainByDefault ? 'plain' : 'none'
    const display = openProgress(
      asked ?? (terminal.stderr.isTTY === true ? 'bar' : quiet),
      terminal.stderr,
      terminal.now,
    )
    opened(display.stop)
    return {
      out: (text) => {
        terminal.stdout.write(`${text}\n`)
      },
      note: (text) => {
        terminal.stderr.write(`${text}\n`)
      },
      progress: display.report,
      stopProgress: display.stop,
      ...(terminal.ask === undefined ? {} : { ask: terminal.ask }),
      ...(terminal.show === undefined ? {} : { show: terminal.show }),
      language: languageOf(options.lang),
      signal: terminal.signal,
      now: terminal.now,
      columns: terminal.stdout.columns ?? 120,
      machine: terminal.machine,
      ...(terminal.env === undefined ? {} : { env: terminal.env }),
    }
  }

const exitOf = (error: unknown, terminal: Terminal): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1
  if (terminal.signal.aborted) {
    terminal.stderr.write('stopped; what was finished is kept, nothing is half-written\n')
    return STOPPED
  }
  if (error instanceof WorkbenchError) {
    terminal.stderr.write(`${error.message}\n`)
    return error.exit
  }
  terminal.stderr.write(`bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return 1
}

type Define = (context: ContextOf, exit: Exit) => Command

/** Commands by name. One is loaded when it is asked for: no command waits for the libraries of another. */
const COMMANDS: Readonly<Record<string, () => Promise<Define>>> = {
  start: async () => (await import('./commands/start.js')).startCommand,
  init: async () => (await import('./commands/init.js')).initCommand,
  synth: async () => (await import('./commands/synth.js')).synthCommand,
  validate: async () => (await import('./commands/validate.js')).validateCommand,
  retrain: async () => (await import('./commands/retrain.js')).retrainCommand,
  compare: async () => (await import('./commands/compare.js')).compareCommand,
  verify: async () => (await import('./commands/verify.js')).verifyCommand,
  freeze: async () => (await import('./commands/freeze.js')).freezeCommand,
  approve: async () => (await import('./commands/life-cycle.js')).approveCommand,
  use: async () => (await import('./commands/life-cycle.js')).useCommand,
  revoke: async () => (await import('./commands/life-cycle.js')).revokeCommand,
  registry: async () => (await import('./commands/registry.js')).registryCommand,
  rebuild: async () => (await import('./commands/rebuild.js')).rebuildCommand,
  score: async () => (await import('./commands/score.js')).scoreCommand,
  export: async () => (await import('./commands/export.js')).exportCommand,
  notebooks: async () => (await import('./commands/notebooks.js')).notebooksCommand,
  lab: async () => (await import('./commands/lab.js')).labCommand,
  dossier: async () => (await import('./commands/dossier.js')).dossierCommand,
  published: async () => (await import('./commands/published.js')).publishedCommand,
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand,
}

/** The command that is asked for; all of them where another word comes first, such as one for help or one that is no command. */
const asked = ([word]: readonly string[]): Promise<readonly (readonly [name: string, define: Define])[]> => {
  const all = Object.entries(COMMANDS)
  const own = all.filter(([name]) => name === word)
  return Promise.all((own.length > 0 ? own : all).map(async ([name, load]) => [name, await load()] as const))
}

/**
 * Runs one command line.
 * @param arguments_ what follows the program's name
 * @returns exit code: 0 done, 1 wrong use or a bug, 2 data, study or model refused, 3 a gate refused, 130 stopped
 */
export const runCli = async (arguments_: readonly string[], terminal: Terminal): Promise<number> => {
  let stop: () => void = () => undefined
  const output = {
    writeOut: (text: string) => {
      terminal.stdout.write(text)
    },
    writeErr: (text: string) => {
      terminal.stderr.write(text)
    },
  }
  const program = new Command('maatwerkscan')
    .description('Develop, review and freeze a model that ranks people for an offer of help.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput(output)
    .showHelpAfterError(HELP_HINT)
    .addHelpText(
      'after',
      '\nExit codes: 0 done · 1 wrong use or a bug · 2 data, study or model refused · 3 a gate refused · 130 stopped by you',
    )
  let code = 0
  for (const [name, define] of await asked(arguments_)) {
    const io = contextFor(terminal, name === 'start', (opened) => {
      stop = opened
    })
    const command = define(io, (exit) => {
      code = exit
    })
    command
      .exitOverride()
      .configureOutput(output)
      .showHelpAfterError(HELP_HINT)
      .addOption(new Option('--lang <language>', 'language of what people read').choices(['en', 'nl']).default('en'))
      .addOption(
        new Option('--progress <style>', 'how progress is shown (default: a bar on a terminal)').choices([
          'bar',
          'plain',
          'none',
        ]),
      )
    program.addCommand(command)
  }
  try {
    await program.parseAsync([...arguments_], { from: 'user' })
    return code
  } catch (error) {
    stop()
    return exitOf(error, terminal)
  } finally {
    stop()
  }
}
