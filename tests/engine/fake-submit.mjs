#!/usr/bin/env node
// A stand-in for spark-submit: speaks the protocol of the driver, and runs statements as they are in the embedded engine. Some statements
// and masters make it misbehave.
import { createConnection } from 'node:net'
import { createInterface } from 'node:readline'
import { DuckDBInstance } from '@duckdb/node-api'

const line = process.argv.slice(2)
const master = line[line.indexOf('--master') + 1]
const [port, database] = line.slice(-2)
if (master === 'no-python') {
  process.stderr.write("ModuleNotFoundError: No module named 'sqlglot'\n")
  process.exit(1)
}
if (master === 'no-secret') {
  // Spark goes on asking for a minute.
  process.stderr.write('Failed to connect to master\nCaused by: javax.security.sasl.SaslException: Mismatched response\n')
  setInterval(() => undefined, 1000)
} else if (master === 'no-answer') {
  setInterval(() => undefined, 1000)
} else {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const socket = createConnection({ host: '127.0.0.1', port: Number(port) })
  const say = (value) => socket.write(`${JSON.stringify(value)}\n`)
  socket.write(`${master === 'stranger' ? 'not the token' : process.env.MAATWERKSCAN_SPARK_TOKEN}\n`)
  say({ id: 0, version: `fake ${database.slice(0, 12)}` })
  const answer = async ({ kind, sql, out }) => {
    if (sql.includes('no_such')) return { error: 'AnalysisException', condition: 'TABLE_OR_VIEW_NOT_FOUND', name: '`no_such`' }
    if (sql.includes('arguments')) {
      await connection.run(`COPY (SELECT '${line.join(' ').replaceAll("'", '')}' AS line) TO '${out}' (FORMAT parquet)`)
      return { rows: 1 }
    }
    if (sql.includes('die')) process.exit(137)
    if (sql.includes('hang')) return new Promise(() => undefined)
    if (sql.includes('busy')) {
      const seconds = Number(process.env.MAATWERKSCAN_SPARK_RESOURCE_SECONDS)
      return { error: 'SparkException', condition: 'NO_RESOURCES', seconds }
    }
    if (sql.includes('fault')) return { error: 'ArithmeticException', condition: null }
    await connection.run(kind === 'run' ? sql : `COPY (${sql}) TO '${out}' (FORMAT parquet)`)
    return { rows: 0 }
  }
  let last = Promise.resolve()
  createInterface({ input: socket })
    .on('line', (text) => {
      const request = JSON.parse(text)
      last = last.then(async () => say({ id: request.id, ...(await answer(request)) }))
    })
    .on('close', () => process.exit(0))
}
