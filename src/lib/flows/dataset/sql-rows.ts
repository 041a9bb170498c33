import { UnexpectedError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { digestFile } from './digest.ts'
import { lookAtTable, type TableSource } from './read-rows.ts'

type Needs = Pick<Ports, 'files' | 'objects'> & Partial<Pick<Ports, 'sql'>>

/** A query over the input, and where its rows may stand for the time of the work. */
export type SqlRequest = {
  readonly sql: string
  /** As `lookAtTable` says it is. */
  readonly source: TableSource
  /** Its folder takes the temporary file. */
  readonly out: string
}

/**
 * Runs `work` on the rows of a query as on a table; they are a Parquet file meanwhile, which is
 * removed whatever happens.
 * @throws UsageError MLC-DATA-036 for an input that is not a local file; what `Sql.toParquet` throws.
 */
export const withSqlRows = async <T>(
  ports: Needs,
  { sql, source, out }: SqlRequest,
  work: (rows: TableSource) => Promise<T>,
): Promise<T> => {
  const { path, kind, encoding } = source
  if (path.startsWith('s3://') || encoding !== 'utf-8') {
    throw new UsageError('MLC-DATA-036', `--sql reads local files in UTF-8; ${path} is none.`, {
      hint: 'Copy it here first, as UTF-8.',
    })
  }
  const rows = `${out}.rows.parquet`
  if ((await ports.files.stat(rows)) !== undefined) {
    throw new UsageError('MLC-DATA-036', `${rows} is in the way of the rows of the query.`, {
      hint: 'Remove it, or name another --out.',
    })
  }
  const { sha256 } = await digestFile(ports, path)
  if (ports.sql === undefined) throw new UnexpectedError('MLC-DATA-037', 'No SQL engine is wired.')
  try {
    await ports.sql.toParquet({ sql, input: path, kind, out: rows })
    return await work({ ...(await lookAtTable(ports, rows)), origin: { path, kind, sha256 } })
  } finally {
    await ports.files.remove(rows)
  }
}
