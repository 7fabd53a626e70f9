import { basename, dirname, resolve } from 'node:path'
import { Command } from 'commander'
import { compareRuns } from '../../compare-runs.js'
import { compareText } from '../../report/compare-text.js'
import type { ContextOf } from '../context.js'
import { readSide } from '../read-side.js'
import { writeResult } from '../run-folder.js'

/** `maatwerkscan compare`: what changed from one run, or frozen model, to another. */
export const compareCommand = (context: ContextOf): Command =>
  new Command('compare')
    .description('What changed between two runs or frozen models: choices, coefficients, bins, numbers, lists.')
    .argument('<a>', 'run folder or model folder: before')
    .argument('<b>', 'run folder or model folder: after')
    .option('--out <file>', 'write the comparison as JSON too')
    .action(async (a: string, b: string, options: { readonly out?: string }) => {
      const io = context(options)
      const comparison = compareRuns(await readSide(a), await readSide(b))
      if (options.out !== undefined) {
        const path = resolve(options.out)
        writeResult(dirname(path), basename(path), comparison)
      }
      io.stopProgress()
      io.out(compareText(comparison, io.language))
    })
