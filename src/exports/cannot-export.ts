import { WorkbenchError } from '../errors.js'

/** The reason why a model cannot be held by a format; exit 2. */
export const cannotExport = (format: string, expected: string, found: string): WorkbenchError =>
  new WorkbenchError('cannot-export', {
    expected,
    found,
    where: format,
    advice: 'export to another language, or change the study; nothing was written',
    exit: 2,
  })
