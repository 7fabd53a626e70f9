import { z } from 'zod'

/** The embedded engine: rows in memory, out of core when they do not fit. */
const duckdb = z.strictObject({ kind: z.literal('duckdb') })

/** A cluster that holds the rows; only counts, patterns and columns that are asked for come back. */
const spark = z.strictObject({
  kind: z.literal('spark'),
  /** Where the cluster is, as spark-submit takes it: `spark://host:7077`, `yarn`, `k8s://…`, `local[2]`. */
  master: z.string().min(1),
  /** The program that submits; default `spark-submit`, under SPARK_HOME or on the path. */
  submit: z.string().min(1).optional(),
  /** Settings of the session, as `--conf`. Secrets do not belong in a study: the platform's own configuration holds them. */
  conf: z
    .record(
      z.string().regex(/^spark\.(?!.*(?:secret|password|token))/i, 'a setting of Spark that is not a secret'),
      z.string(),
    )
    .default({}),
  /** Where tables of the session lie, readable and writable by all workers; default: the cluster's own. */
  warehouse: z.string().min(1).optional(),
  /** Seconds within which the cluster must give a session. */
  startSeconds: z.int().min(1).max(3600).default(180),
  /** Seconds that a statement may wait while the cluster runs no task of it, before the run ends with `engine-busy`. */
  resourceSeconds: z.int().min(1).max(86_400).default(600),
})
export type SparkSettings = z.infer<typeof spark>

/** Where rows live. It does not change any result, and is left out of the digest of a study. */
export const engineSettings = z.discriminatedUnion('kind', [duckdb, spark])
export type EngineSettings = z.infer<typeof engineSettings>
