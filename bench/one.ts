import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BENCHMARKS } from './benchmarks.js'
import type { Peers } from './support/install.js'
import { measure } from './support/measure.js'
import { startPeer } from './support/peer.js'
import type { Absent, Contender, Context, PeerOptions } from './support/types.js'
import { loadWorkbench } from './support/workbench.js'

// One benchmark in a process of its own: `one.ts NAME`, with what run.ts puts in BENCH_ONE.
interface Order {
  readonly quick: boolean
  readonly repetitions: number
  readonly peers: Peers
  readonly out: string
}

const peerOf =
  (peer: Peers['python'], folder: string) =>
  async (name: string, options: PeerOptions): Promise<Contender | Absent> =>
    'because' in peer ? { name, because: peer.because } : startPeer(name, options, { command: peer.command, folder })

const main = async (): Promise<void> => {
  const order = JSON.parse(process.env['BENCH_ONE'] ?? '{}') as Order
  const benchmark = BENCHMARKS.find(({ name }) => name === process.argv[2])
  if (benchmark === undefined) throw new Error(`no benchmark "${process.argv[2]}"`)
  const scripts = fileURLToPath(new URL('peers', import.meta.url))
  const folder = mkdtempSync(join(tmpdir(), `bench-${benchmark.name}-`))
  try {
    const context: Context = {
      quick: order.quick,
      folder,
      workbench: await loadWorkbench(),
      python: peerOf(order.peers.python, scripts),
      r: peerOf(order.peers.r, scripts),
    }
    const measured = await measure(benchmark, await benchmark.prepare(context), {
      repetitions: order.repetitions,
      warm: !order.quick,
    })
    writeFileSync(order.out, JSON.stringify(measured))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
