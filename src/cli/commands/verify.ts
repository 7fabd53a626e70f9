import { Command } from 'commander'
import { readContents } from '../../artifact/check.js'
import { verifyContents } from '../../artifact/verify.js'
import { type Issue, issueLine } from '../../errors.js'
import { type Standing, standingProblem } from '../../registry/standing.js'
import { SIGNATURE, signatureProblems } from '../../signing/model-signature.js'
import type { ContextOf, Exit } from '../context.js'
import { publicKeyIn } from '../signing-key.js'
import { type StandingOptions, standingAsked, withStanding } from '../standing.js'

interface VerifyCommandOptions extends StandingOptions {
  readonly publicKey?: string
}

const shown = (standing: Standing | null): object => {
  if (standing === null) return {}
  const { pin: _remembered, ...told } = standing
  return { standing: told }
}

/** `maatwerkscan verify`: integrity, schema, golden vectors, and where asked signature and standing of a frozen model; fails closed. */
export const verifyCommand = (context: ContextOf, exit: Exit): Command =>
  withStanding(new Command('verify'))
    .description(
      'Check a frozen model: canonical form, digests, schema, golden vectors; with --public-key who signed it; with --pin where it stands. Exit 2 when anything is off, 3 when it is not approved.',
    )
    .argument('<model>', 'model folder')
    .option('--public-key <file>', "builder's public key in PEM: the folder must bear its signature")
    .action(async (folder: string, options: VerifyCommandOptions) => {
      const io = context(options)
      const key = options.publicKey === undefined ? null : publicKeyIn(options.publicKey)
      const read = await readContents(folder)
      const result = verifyContents(read)
      const contents = read.kind === 'read' ? read.value : null
      const unsigned: readonly Issue[] = key === null || contents === null ? [] : signatureProblems(contents, key)
      io.stopProgress()
      for (const problem of [...result.problems, ...unsigned]) io.note(issueLine(problem))
      if (result.kind === 'refused' || unsigned.length > 0) return exit(2)
      const standing = await standingAsked(folder, options, io)
      const known = standing !== null && standing.kind !== 'unknown' && standing.kind !== 'withdrawn'
      const unchecked = known ? 'by the builder whom the registry trusts' : 'not checked: name --public-key'
      const signature = key?.id ?? (contents?.has(SIGNATURE) === true ? unchecked : null)
      io.out(JSON.stringify({ ...result, signature, ...shown(standing) }, null, 2))
      const problem = standing === null ? null : standingProblem(standing, 'export')
      if (problem === null) return
      io.note(problem.message)
      exit(problem.exit)
    })
