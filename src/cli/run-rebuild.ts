import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Model } from '../../data-schemas/artifact.js'
import type { Study } from '../../data-schemas/study.js'
import { codeDigest } from '../artifact/code-digest.js'
import { type ModelDifference, modelDifferences } from '../artifact/model-difference.js'
import { defaultMemory } from '../engine/memory.js'
import { openEngine } from '../engine/open-engine.js'
import { retrain } from '../retrain.js'
import { openAside } from '../rooms/aside-pool.js'
import type { Context } from './context.js'
import { observedUntil } from './observed-until.js'
import { tablesPlace } from './tables-place.js'
import { packageVersion } from './version.js'

/** What came of a rebuild. */
export interface Rebuilt {
  /**
   * `identical`: the same bytes. `same-but-for-the-code`: made by another version of the program, and equal in everything else.
   * `different`: not the model that was frozen.
   */
  readonly kind: 'identical' | 'same-but-for-the-code' | 'different'
  readonly modelId: string
  readonly rebuiltId: string
  /** True when this is the program that made the model. */
  readonly sameCode: boolean
  /** Places where the models differ, apart from their ids and, with another program, the digest of the program. */
  readonly differences: number
  readonly first: ModelDifference | null
}

/** With what the model was made, beside its study and data. */
export interface RebuildMeans {
  readonly data: string
  readonly jobs?: number
  readonly examination: boolean
  readonly champion?: Model
}

const OWN = ['modelId']
const OF_THE_CODE = ['lineage.code', 'lineage.packageVersion']

const compared = (frozen: Model, rebuilt: Model): Rebuilt => {
  const sameCode = frozen.lineage.code === codeDigest()
  const all = modelDifferences(frozen, rebuilt)
  const told = all.filter(({ path }) => !OWN.includes(path) && (sameCode || !OF_THE_CODE.includes(path)))
  const kind = told.length > 0 ? 'different' : sameCode ? 'identical' : 'same-but-for-the-code'
  const ids = { modelId: frozen.modelId, rebuiltId: rebuilt.modelId }
  return { kind, ...ids, sameCode, differences: told.length, first: told[0] ?? null }
}

/** Makes a frozen model again from its study and data, in a folder that is removed afterwards, and compares the two to the last bit. */
export const runRebuild = async (frozen: Model, study: Study, means: RebuildMeans, io: Context): Promise<Rebuilt> => {
  const scratch = mkdtempSync(join(tmpdir(), 'rebuild-'))
  const threads = means.jobs === undefined ? {} : { threads: means.jobs }
  const place = tablesPlace(study, { data: means.data, memory: defaultMemory(), scratch })
  const engine = await openEngine(study.engine, {
    spill: join(scratch, 'spill'),
    signal: io.signal,
    ...threads,
    ...place,
  })
  const pool = openAside(means.jobs ?? io.machine.cores, io.signal)
  try {
    const { model } = await retrain(engine, study, means.data, {
      packageVersion: packageVersion(),
      ...observedUntil(means.data),
      examination: means.examination,
      ...(pool.aside === undefined ? {} : { aside: pool.aside }),
      ...(means.champion === undefined ? {} : { champion: means.champion }),
      onProgress: io.progress,
      signal: io.signal,
    })
    return compared(frozen, model)
  } finally {
    await pool.close()
    engine.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}
