import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { Sql, SqlQuery } from '../ports/sql.ts'

/** 70 MB, so that it is installed only by those who want it. */
const PACKAGE = '@duckdb/node-api'
const VERSION = '1.5.6-r.1'

/** What is used of the package, whose own types are there only when it is. */
type DuckDb = {
  readonly DuckDBInstance: {
    readonly create: (path: string) => Promise<{
      readonly connect: () => Promise<{
        readonly run: (sql: string) => Promise<unknown>
        readonly closeSync: () => void
      }>
    }>
  }
}

/** DuckDB's functions that read each kind of table. */
const READERS: Readonly<Record<SqlQuery['kind'], (path: string) => string>> = {
  csv: (path) => `read_csv(${path}, header = true)`,
  tsv: (path) => `read_csv(${path}, header = true, delim = '\t')`,
  json: (path) => `read_json(${path}, format = 'array')`,
  jsonl: (path) => `read_json(${path}, format = 'newline_delimited')`,
  parquet: (path) => `read_parquet(${path})`,
}

/** DuckDB in this process, on one thread: the same query gives the same rows in the same order. */
export const duckDbSql = (
  folder: string,
  load: () => Promise<unknown> = () => import(PACKAGE),
): Sql => ({
  async toParquet({ sql, input, kind, out }) {
    const { DuckDBInstance } = await loaded(load)
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const run = (text: string) => connection.run(text)
    try {
      await run('SET threads = 1; SET autoinstall_known_extensions = false')
      await run(
        `CREATE VIEW data AS SELECT * FROM ${READERS[kind](quoted(resolve(folder, input)))}`,
      )
      const query = sql.trim().replace(/;+$/, '')
      await run(`COPY (${query}) TO ${quoted(resolve(folder, out))} (FORMAT parquet)`)
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new UsageError('MLC-DATA-035', 'DuckDB refuses the query.', {
        why,
        hint: 'The input is the table data: SELECT … FROM data WHERE …',
        cause,
      })
    } finally {
      connection.closeSync()
    }
  },
})

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

const loaded = async (load: () => Promise<unknown>): Promise<DuckDb> => {
  try {
    return (await load()) as DuckDb
  } catch (cause) {
    throw new UsageError('MLC-DATA-034', '--sql needs DuckDB, which is not installed.', {
      why: 'It is an optional part of 70 MB.',
      hint: `npm install ${PACKAGE}@${VERSION}, with -g when mlctl itself was installed with it.`,
      cause,
    })
  }
}
