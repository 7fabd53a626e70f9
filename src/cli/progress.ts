import { SingleBar } from 'cli-progress'
import type { Progress } from '../progress.js'

/** How progress is shown: a bar that redraws, a line per stage, or nothing. */
export type ProgressStyle = 'bar' | 'plain' | 'none'

/** A progress display on one stream; `stop` must be called before anything else is printed. */
export interface ProgressDisplay {
  readonly report: Progress
  readonly stop: () => void
}

/**
 * Opens a progress display.
 * @param style `bar` redraws and wants a terminal, `plain` prints a line when a stage begins, `none` is silent
 * @param stream where it is drawn; results go elsewhere
 * @param now clock in milliseconds
 */
export const openProgress = (
  style: ProgressStyle,
  stream: NodeJS.WritableStream,
  now: () => number,
): ProgressDisplay => {
  if (style === 'none') return { report: () => undefined, stop: () => undefined }
  return style === 'plain' ? plain(stream, now) : bar(stream)
}

const plain = (stream: NodeJS.WritableStream, now: () => number): ProgressDisplay => {
  const begin = now()
  let current = ''
  return {
    report: ({ stage }) => {
      if (stage === current) return
      current = stage
      stream.write(`${((now() - begin) / 1000).toFixed(1).padStart(6)} s  ${stage}\n`)
    },
    stop: () => undefined,
  }
}

const bar = (stream: NodeJS.WritableStream): ProgressDisplay => {
  const single = new SingleBar({
    format: '{bar} {duration_formatted}  {stage}',
    stream,
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 1,
  })
  single.start(1, 0, { stage: '' })
  return {
    report: ({ stage, share }) => single.update(share ?? 0, { stage }),
    stop: () => single.stop(),
  }
}
