import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { BENCHMARKS } from './benchmarks.js'
import { installPeers, type Peers, peersFolder } from './support/install.js'
import { type Machine, machine } from './support/machine.js'
import { brokenPeers, type Measured } from './support/measure.js'
import { section } from './support/report.js'
import { writeResultsPage } from './support/results-page.js'

// tsx bench/run.ts [NAMES…] [--quick] [--repetitions N]; at full size each result is kept in results/, and RESULTS.md is written from those.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, repetitions: { type: 'string' } },
})

const repetitions = Number(values.repetitions ?? (values.quick ? 1 : 3))

const runOne = (name: string, peers: Peers): Measured | string => {
  const out = `${peersFolder()}/results/${name}.json`
  rmSync(out, { force: true })
  const script = fileURLToPath(new URL('one.ts', import.meta.url))
  const order = JSON.stringify({ quick: values.quick, repetitions, peers, out })
  const ran = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', script, name], {
    env: { ...process.env, BENCH_ONE: order },
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
    timeout: 20 * 60_000,
  })
  if (ran.status !== 0) return `${name}: ${ran.error?.message ?? ran.stderr.trim().slice(-2000)}`
  return JSON.parse(readFileSync(out, 'utf8')) as Measured
}

const RESULTS = new URL('results/', import.meta.url)

/** Keeps what was measured at full size, and writes the page from everything that is kept. */
const keep = (measured: readonly Measured[], on: Machine): void => {
  mkdirSync(RESULTS, { recursive: true })
  for (const one of measured) {
    writeFileSync(new URL(`${one.name}.json`, RESULTS), `${JSON.stringify({ machine: on, measured: one }, null, 2)}\n`)
  }
  writeResultsPage()
}

const main = (): number => {
  const unknown = positionals.filter((name) => !BENCHMARKS.some((one) => one.name === name))
  if (unknown.length > 0) {
    console.error(
      `no such benchmark: ${unknown.join(', ')}; there are ${BENCHMARKS.map(({ name }) => name).join(', ')}`,
    )
    return 1
  }
  const here = machine()
  const begin = performance.now()
  const peers = installPeers()
  mkdirSync(`${peersFolder()}/results`, { recursive: true })
  const chosen = BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  const all: Measured[] = []
  const failed: string[] = []
  for (const { name } of chosen) {
    const found = runOne(name, peers)
    if (typeof found === 'string') {
      failed.push(found)
      console.error(`FAILED ${found}\n`)
    } else {
      const broken = brokenPeers(found)
      if (broken.length === 0) all.push(found)
      failed.push(...broken)
      console.log(section(found))
      for (const one of broken) console.error(`FAILED ${one}\n`)
    }
  }
  if (!values.quick) keep(all, here)
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1)
  console.log(`${all.length} benchmarks in ${minutes} minutes, ${failed.length} failed`)
  for (const one of failed) console.error(`failed: ${one.split('\n')[0]}`)
  return failed.length === 0 ? 0 : 1
}

process.exit(main())
