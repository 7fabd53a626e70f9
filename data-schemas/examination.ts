import { z } from 'zod'
import { fitExamination } from './examination/fit.js'

/** What is asked of a model after it is made, by room. Everything has a default; nothing here changes the model. */
export const examination = z.strictObject({
  fit: fitExamination.prefault({}),
})
