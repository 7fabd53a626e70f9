import { fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Statistic } from './experiment.js'
import { experiments } from './experiments.js'
import { type Counted, coverageTable, type Study } from './table.js'

/** How often each statistic came out, and in how many populations it exists, for the seeds of one share of the work. */
const count = (share: { readonly of: number; readonly at: number; readonly scale: number }): readonly Counted[] =>
  experiments().flatMap(({ populations, statistics, trial }) => {
    const counts = statistics.map((statistic) => ({ statistic, hits: 0, populations: 0 }))
    for (let seed = 1 + share.at; seed <= Math.max(20, populations * share.scale); seed += share.of) {
      trial(seed).forEach((hit, s) => {
        const own = counts[s]
        if (hit === null || own === undefined) return
        own.populations += 1
        if (hit) own.hits += 1
      })
    }
    return counts
  })

const shareOfWork = (at: number, of: number, scale: number): Promise<readonly Counted[]> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [`--share=${at}/${of}`, `--scale=${scale}`], {
      execArgv: process.execArgv,
    })
    child.once('message', (counts) => resolve(counts as readonly Counted[]))
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code !== 0) reject(new Error(`a share of the study ended with exit code ${code}`))
    })
  })

const added = (shares: readonly (readonly Counted[])[]): readonly Counted[] =>
  (shares[0] as readonly Counted[]).map(({ statistic }, s) => ({
    statistic: statistic as Statistic,
    hits: shares.reduce((sum, counts) => sum + (counts[s]?.hits ?? 0), 0),
    populations: shares.reduce((sum, counts) => sum + (counts[s]?.populations ?? 0), 0),
  }))

const argument = (name: string): string | undefined =>
  process.argv.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3)

/** Runs the study on all cores, prints the table, and stores it when it is the whole study. Exit 1 when a promise is not kept. */
const main = async (): Promise<void> => {
  const scale = Number(argument('scale') ?? 1)
  const [at, of] = (argument('share') ?? '').split('/').map(Number)
  if (at !== undefined && of !== undefined) {
    process.send?.(count({ at, of, scale }), () => process.exit(0))
    return
  }
  const cores = availableParallelism()
  const began = Date.now()
  const counts = added(await Promise.all(Array.from({ length: cores }, (_, core) => shareOfWork(core, cores, scale))))
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }
  const study: Study = {
    date: new Date(began).toISOString().slice(0, 10),
    version,
    node: process.version,
    seconds: Math.round((Date.now() - began) / 1000),
    counts,
  }
  const table = coverageTable(study)
  process.stdout.write(`${table.text}\n`)
  if (scale === 1) {
    writeFileSync('docs/COVERAGE.md', `${table.text}\n`)
    writeFileSync('docs/coverage.json', `${JSON.stringify(study, null, 2)}\n`)
  }
  process.exitCode = table.kept || scale < 1 ? 0 : 1
}

await main()
