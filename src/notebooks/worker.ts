// The one place that knows tslab's inside (deep imports, hence its exact version). Runs in a process of its own, because tslab takes
// the working directory for the folder of the notebook. It answers each source sent to it with what the cell left.
import { createRequire } from 'node:module'
import type { ConsoleInterface, Executor } from 'tslab/dist/executor.js'
import type { DisplayOutput, Output } from './notebook.js'

/** What the worker is asked: to execute a source, or to forget all cells before (not answered). */
export type Request = { readonly kind: 'execute'; readonly source: string } | { readonly kind: 'reset' }

/** What the worker answers to a source. */
export interface CellRun {
  readonly ok: boolean
  readonly outputs: readonly Output[]
}

interface Shown {
  readonly data: DisplayOutput['data']
  readonly transient?: { readonly display_id?: string }
}

interface Tslab {
  readonly createConverter: (options: { readonly isJS: boolean; readonly isBrowser: boolean }) => { close(): void }
  readonly createExecutor: (
    folder: string,
    converters: { readonly node: unknown; readonly browser: unknown; readonly close: () => void },
    console: ConsoleInterface,
  ) => Executor
}

const from = createRequire(import.meta.url)
const { createConverter } = from('tslab/dist/converter.js') as Pick<Tslab, 'createConverter'>
const { createExecutor } = from('tslab/dist/executor.js') as Pick<Tslab, 'createExecutor'>
const jupyter = from('tslab/dist/jupyter.js') as { lastWriteDisplayData: (shown: Shown, update: boolean) => void }

const openOutputs = (): { readonly take: () => readonly Output[] } => {
  let outputs: { readonly id: string | undefined; readonly output: Output }[] = []
  const write = (name: 'stdout' | 'stderr', text: string): void => {
    const last = outputs.at(-1)?.output
    if (last?.output_type === 'stream' && last.name === name) last.text += text
    else outputs.push({ id: undefined, output: { output_type: 'stream', name, text } })
  }
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = ((chunk: string | Uint8Array) => {
      write(name, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))
      return true
    }) as typeof process.stdout.write
  }
  jupyter.lastWriteDisplayData = ({ data, transient }, update) => {
    const shown = {
      id: transient?.display_id,
      output: { output_type: 'display_data' as const, data: { ...data }, metadata: {} },
    }
    const place = update ? outputs.findIndex(({ id }) => id === shown.id) : -1
    if (place < 0) outputs.push(shown)
    else outputs[place] = shown
  }
  return {
    take: () => {
      const taken = outputs.map(({ output }) => output)
      outputs = []
      return taken
    },
  }
}

const serve = (): void => {
  const outputs = openOutputs()
  const node = createConverter({ isJS: false, isBrowser: false })
  const executor = createExecutor(process.cwd(), { node, browser: node, close: () => node.close() }, console)
  // The runner ends this process; Ctrl-C on its terminal reaches both.
  process.on('SIGINT', () => undefined)
  process.on('disconnect', () => process.exit(0))
  process.on('message', (request: Request) => {
    if (request.kind === 'reset') {
      executor.reset()
      return
    }
    void executor.execute(request.source).then((ok) => {
      const answer: CellRun = { ok, outputs: outputs.take() }
      process.send?.(answer)
    })
  })
}

serve()
