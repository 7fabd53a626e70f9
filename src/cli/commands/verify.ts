import { Command } from 'commander'
import { verifyModel } from '../../artifact/verify.js'
import type { Context } from '../context.js'

/** `maatwerkscan verify`: integrity, schema and golden vectors of a frozen model; fails closed. */
export const verifyCommand = (context: (options: Readonly<Record<string, unknown>>) => Context): Command =>
  new Command('verify')
    .description('Check a frozen model: canonical form, digests, schema, golden vectors. Exit 2 when anything is off.')
    .argument('<model>', 'model folder')
    .action(async (folder: string, options: Readonly<Record<string, unknown>>) => {
      const io = context(options)
      const result = await verifyModel(folder)
      io.stopProgress()
      io.out(JSON.stringify(result, null, 2))
    })
