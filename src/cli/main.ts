import { cpus, platform } from 'node:os'
import { Command, CommanderError, Option } from 'commander'
import { WorkbenchError } from '../errors.js'
import { isLanguage } from '../report/words.js'
import { retrainCommand } from './commands/retrain.js'
import { scoreCommand } from './commands/score.js'
import { startCommand } from './commands/start.js'
import { synthCommand } from './commands/synth.js'
import { validateCommand } from './commands/validate.js'
import { verifyCommand } from './commands/verify.js'
import type { Context } from './context.js'
import { openProgress, type ProgressStyle } from './progress.js'
import { packageVersion } from './version.js'

const abort = new AbortController()
let stop: () => void = () => undefined

const context = (options: Readonly<Record<string, unknown>>, plainByDefault: boolean): Context => {
  const asked = options['progress'] as ProgressStyle | undefined
  const style = asked ?? (process.stderr.isTTY ? 'bar' : plainByDefault ? 'plain' : 'none')
  const display = openProgress(style, process.stderr, Date.now)
  stop = display.stop
  const language = options['lang']
  return {
    out: (text) => {
      process.stdout.write(`${text}\n`)
    },
    note: (text) => {
      process.stderr.write(`${text}\n`)
    },
    progress: display.report,
    stopProgress: display.stop,
    language: isLanguage(language) ? language : 'en',
    signal: abort.signal,
    now: Date.now,
    columns: process.stdout.columns ?? 120,
    machine: { node: process.version, platform: platform(), cores: cpus().length },
  }
}

const program = new Command('maatwerkscan')
  .description('Develop, review and freeze a model that ranks people for an offer of help.')
  .version(packageVersion())
  .exitOverride()
  .showHelpAfterError('(add --help for what this command takes)')
  .addHelpText(
    'after',
    '\nExit codes: 0 done · 1 wrong use or a bug · 2 data, study or model refused · 3 a gate refused · 130 stopped by you',
  )

for (const define of [startCommand, synthCommand, validateCommand, retrainCommand, verifyCommand, scoreCommand]) {
  const command = define((options) => context(options, define === startCommand))
  command
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

process.once('SIGINT', () => {
  abort.abort()
  stop()
  process.stderr.write(
    '\nstopping after the current step; what is finished is kept, nothing is half-written (again to stop at once)\n',
  )
  process.once('SIGINT', () => process.exit(130))
})

const fail = (error: unknown): void => {
  stop()
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 1
  else if (abort.signal.aborted) process.exitCode = 130
  else if (error instanceof WorkbenchError) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = error.exit
  } else {
    process.stderr.write(`bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 1
  }
}

program.parseAsync(process.argv).catch(fail)
