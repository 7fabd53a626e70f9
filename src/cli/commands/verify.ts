import { Command } from 'commander'
import { verifyModel } from '../../artifact/verify.js'
import { issueLine } from '../../errors.js'
import type { ContextOf, Exit } from '../context.js'

/** `maatwerkscan verify`: integrity, schema and golden vectors of a frozen model; fails closed. */
export const verifyCommand = (context: ContextOf, exit: Exit): Command =>
  new Command('verify')
    .description('Check a frozen model: canonical form, digests, schema, golden vectors. Exit 2 when anything is off.')
    .argument('<model>', 'model folder')
    .action(async (folder: string, options: object) => {
      const io = context(options)
      const result = await verifyModel(folder)
      io.stopProgress()
      if (result.kind === 'verified') io.out(JSON.stringify(result, null, 2))
      else for (const problem of result.problems) io.note(issueLine(problem))
      exit(result.kind === 'verified' ? 0 : 2)
    })
