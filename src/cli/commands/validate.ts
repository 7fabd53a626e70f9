import { Command } from 'commander'
import { contractRoom } from '../../contract/contract-room.js'
import { writeQuarantine } from '../../contract/quarantine.js'
import { loadStudy } from '../../contract/study.js'
import { openEngine } from '../../engine/open-engine.js'
import { contractText } from '../../report/contract-text.js'
import type { ContextOf, Exit } from '../context.js'
import { writeResult } from '../run-folder.js'

interface ValidateOptions {
  readonly study: string
  readonly data: string
  readonly out?: string
  readonly quarantine?: string
}

/** `maatwerkscan validate`: checks the data against the study's contract; exit 2 when refused. */
export const validateCommand = (context: ContextOf, exit: Exit): Command =>
  new Command('validate')
    .description(
      'Check data against the contract of a study. Every problem is listed at once; exit 2 when the data are refused.',
    )
    .requiredOption('--study <file>', 'study file')
    .requiredOption('--data <path>', 'data file (flat) or folder (panel)')
    .option('--out <folder>', 'also write 01-contract.json there')
    .option(
      '--quarantine <folder>',
      'write the refused rows there: rows of people, keep them where such data may be kept',
    )
    .action(async (options: ValidateOptions) => {
      const io = context(options)
      const study = loadStudy(options.study)
      // Refused rows are written to a folder of this machine: that is work of the embedded engine.
      const engine = await openEngine(options.quarantine === undefined ? study.engine : undefined, {
        signal: io.signal,
      })
      try {
        io.progress({ stage: 'reading and checking' })
        const { result, opened } = await contractRoom(engine, study, options.data)
        if (options.out !== undefined) writeResult(options.out, '01-contract.json', result)
        if (options.quarantine !== undefined) await writeQuarantine(engine, opened, options.quarantine)
        io.stopProgress()
        io.out(contractText(result, io))
        exit(result.passed ? 0 : 2)
      } finally {
        engine.close()
      }
    })
