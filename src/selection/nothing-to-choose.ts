import { WorkbenchError } from '../errors.js'

/** No set of the asked size is a model: its candidates determine each other. */
export const nothingToChoose = (): WorkbenchError =>
  new WorkbenchError('collinear', {
    expected: 'at least one set of candidates that do not determine each other',
    found: 'none',
    where: 'selection',
    advice: 'leave candidates out that follow from others, or lower "selection.size"',
    exit: 2,
  })
