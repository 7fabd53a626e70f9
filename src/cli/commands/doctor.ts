import { Command } from 'commander'
import { machineText } from '../../report/machine-text.js'
import type { ContextOf, Exit } from '../context.js'
import { checkMachine } from '../machine-check.js'

/** `maatwerkscan doctor`: what this machine has; exit 1 when something that is needed is missing. */
export const doctorCommand = (context: ContextOf, exit: Exit): Command =>
  new Command('doctor')
    .description('Tell what this machine has for the workbench, and what is missing. Changes nothing, sends nothing.')
    .option('--json', 'as JSON', false)
    .action(async (options: { readonly json: boolean }) => {
      const io = context(options)
      const checks = await checkMachine()
      io.stopProgress()
      io.out(options.json ? JSON.stringify(checks, null, 2) : machineText(checks, io.language))
      exit(checks.every(({ found, need }) => found || need === 'optional') ? 0 : 1)
    })
