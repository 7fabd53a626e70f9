import { z } from 'zod'

/** What the examination of the calibration asks: `study.examination.calibration`. */
export const calibrationExamination = z.strictObject({
  /** Knots of the smooth curve on the log-odds. */
  knots: z.int().min(3).max(7).default(5),
  /** Refits on resampled people behind the slope and intercept corrected for optimism. */
  refits: z.int().min(0).max(100_000).default(50),
  /** Draws of outcomes under right predictions behind the consistency band. */
  draws: z.int().min(0).max(100_000).default(100),
  /** Observed ÷ expected that makes no difference in a group, in the list and below it: 1.25 takes 0.8 to 1.25 as right. */
  margin: z.number().gt(1).default(1.25),
  /** The same in a period. */
  periodMargin: z.number().gt(1).default(1.1),
  /** Corrected slope below which predictions are too extreme for new people. */
  minimumSlope: z.number().min(0).max(1).default(0.9),
  /** Declares that the recalibration may tie people whom the model tells apart. */
  ranksMayChange: z.boolean().default(false),
})
