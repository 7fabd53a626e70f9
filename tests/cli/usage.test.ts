import { describe, expect, it } from 'vitest'
import { cli, everything, scratch } from '../support/command-line.js'

const COMMANDS = ['start', 'synth', 'validate', 'retrain', 'verify', 'score'] as const

describe('--help', () => {
  it.each(COMMANDS)('of %s prints what it takes and ends with 0', async (command) => {
    const { code, out, err } = await cli([command, '--help'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain(`Usage: maatwerkscan ${command}`)
    expect(out).toContain('--lang')
    expect(await cli(['help', command])).toEqual({ code, out, err })
  })

  it('of the program names every command and the exit codes', async () => {
    const { code, out, err } = await cli(['--help'])
    expect([code, err]).toEqual([0, ''])
    for (const command of COMMANDS) expect(out).toContain(`\n  ${command} `)
    expect(out).toContain('130 stopped by you')
  })

  it('--version prints one, and ends with 0', async () => {
    const { code, out } = await cli(['--version'])
    expect(code).toBe(0)
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('wrong use ends with 1, says what is wrong and where help is', () => {
  const paths = ['--study', 'x', '--data', 'y', '--out', 'z'] as const
  it.each<readonly [string, readonly string[], string]>([
    ['an unknown command', ['retrian'], 'Did you mean retrain?'],
    ['an unknown option', ['retrain', ...paths, '--sed', '3'], 'Did you mean --seed?'],
    ['a missing option', ['retrain', '--study', 'x'], "'--data <path>' not specified"],
    ['a missing argument', ['verify'], "argument 'model'"],
    ['an argument too many', ['retrain', ...paths, 'more'], 'too many arguments'],
    ['a seed that is no whole number', ['retrain', ...paths, '--seed', '1.5'], 'expected a whole number'],
    ['a seed that is too large', ['retrain', ...paths, '--seed', '4294967296'], 'below 4294967296'],
    ['no threads', ['retrain', ...paths, '--jobs', '0'], 'at least 1'],
    ['a language it does not speak', ['retrain', ...paths, '--lang', 'fr'], 'Allowed choices are en, nl'],
    ['a progress style it does not know', ['retrain', ...paths, '--progress', 'loud'], 'bar, plain, none'],
    ['nobody', ['synth', '--out', 'x', '--clients', '0'], 'at least 1'],
    ['an unknown scenario', ['synth', '--out', 'x', '--scenario', 'bse'], 'base, corona, drift, dirty'],
    [
      'a share that is no share',
      ['score', '--model', 'm', '--data', 'd', '--out', 'o', '--max-failing-share', '1'],
      'from 0 up to 1',
    ],
  ])('%s', async (_, line, words) => {
    const { code, out, err } = await cli(line)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(words)
    expect(err).toContain('(add --help for what this command takes)')
  })

  it('no command at all: the help, on the error stream', async () => {
    const { code, out, err } = await cli([])
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('Usage: maatwerkscan')
  })

  it('a population that its options cannot make, and nothing is written', async () => {
    const folder = scratch()
    const { code, err } = await cli(['synth', '--out', `${folder}/x`, '--clients', '10', '--pilot'])
    expect(code).toBe(1)
    expect(err).toContain('wrong-option')
    expect(err).toContain('what to do')
    expect(everything(folder)).toEqual([])
  })

  it('a population where something is already', async () => {
    const { code, err } = await cli(['synth', '--out', 'tests', '--clients', '10', '--weeks', '5'])
    expect(code).toBe(1)
    expect(err).toContain('output-not-empty')
    expect(err).toContain('nothing was changed')
  })
})
