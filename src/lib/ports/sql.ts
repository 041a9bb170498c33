/** An SQL engine for local tables; it may not be installed. */
export interface Sql {
  /**
   * Writes the rows that a query gives to a Parquet file. The query sees the input as the table
   * `data`. UsageError MLC-DATA-034 when there is no engine, MLC-DATA-035 when it refuses the query.
   */
  toParquet(query: SqlQuery): Promise<void>
}

export type SqlQuery = {
  readonly sql: string
  readonly input: string
  readonly kind: 'csv' | 'tsv' | 'json' | 'jsonl' | 'parquet'
  readonly out: string
}
