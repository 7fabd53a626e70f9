import type { ContractResult } from '../../data-schemas/results/contract.js'
import type { Study } from '../../data-schemas/study.js'
import type { Engine } from '../engine/engine.js'
import { decodeData } from './open.js'
import type { OpenedData } from './opened.js'
import { checkContract } from './validate.js'

/**
 * The first room of the corridor: reads the data of a study, checks the contract, takes refused rows out.
 * `result.passed` is false when the data are refused; the caller decides what to do then (see {@link issuesOf}).
 * @param dataPath the file of a flat study, the folder of a panel study
 * Throws `RefusedError` `data-refused` (exit 2) when a file or a header is wrong, so that there is nothing to check.
 */
export const contractRoom = async (
  engine: Engine,
  study: Study,
  dataPath: string,
): Promise<{ readonly result: ContractResult; readonly opened: OpenedData }> =>
  checkContract(engine, study, await decodeData(engine, study, dataPath))
