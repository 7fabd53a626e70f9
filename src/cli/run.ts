import { Command, CommanderError, Option } from 'commander'
import { WorkbenchError } from '../errors.js'
import { languageOf } from '../report/words.js'
import { compareCommand } from './commands/compare.js'
import { doctorCommand } from './commands/doctor.js'
import { dossierCommand } from './commands/dossier.js'
import { exportCommand } from './commands/export.js'
import { freezeCommand } from './commands/freeze.js'
import { initCommand } from './commands/init.js'
import { labCommand } from './commands/lab.js'
import { approveCommand, revokeCommand, useCommand } from './commands/life-cycle.js'
import { notebooksCommand } from './commands/notebooks.js'
import { publishedCommand } from './commands/published.js'
import { rebuildCommand } from './commands/rebuild.js'
import { registryCommand } from './commands/registry.js'
import { retrainCommand } from './commands/retrain.js'
import { scoreCommand } from './commands/score.js'
import { startCommand } from './commands/start.js'
import { synthCommand } from './commands/synth.js'
import { validateCommand } from './commands/validate.js'
import { verifyCommand } from './commands/verify.js'
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

const COMMANDS: readonly ((context: ContextOf, exit: Exit) => Command)[] = [
  startCommand,
  initCommand,
  synthCommand,
  validateCommand,
  retrainCommand,
  compareCommand,
  verifyCommand,
  freezeCommand,
  approveCommand,
  useCommand,
  revokeCommand,
  registryCommand,
  rebuildCommand,
  scoreCommand,
  exportCommand,
  notebooksCommand,
  labCommand,
  dossierCommand,
  publishedCommand,
  doctorCommand,
]

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
  for (const define of COMMANDS) {
    const io = contextFor(terminal, define === startCommand, (opened) => {
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
