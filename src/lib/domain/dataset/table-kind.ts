export const TABLE_KINDS = ['csv', 'tsv', 'json', 'jsonl', 'parquet'] as const

export type TableKind = (typeof TABLE_KINDS)[number]

const BY_EXTENSION: Readonly<Record<string, TableKind>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
}

/** Parquet file format, "File format": the first four bytes. */
const PARQUET_MAGIC = 'PAR1'

/** What a file holds, by its name; by its first character where the name does not say it. */
export const tableKindOf = (path: string, head: string): TableKind => {
  const unpacked = path.replace(/\.(gz|zst)$/i, '')
  const extension = /\.([a-z]+)$/i.exec(unpacked)?.[1]?.toLowerCase() ?? ''
  if (head.startsWith(PARQUET_MAGIC)) return 'parquet'
  const first = head.trimStart()[0]
  // A .json file of one object per line is common.
  if (extension === 'json') return first === '{' ? 'jsonl' : 'json'
  const known = BY_EXTENSION[extension]
  if (known !== undefined) return known
  if (first === '[') return 'json'
  if (first === '{') return 'jsonl'
  return delimiterOf(head) === '\t' ? 'tsv' : 'csv'
}

const DELIMITERS = [',', ';', '\t', '|'] as const

/** The delimiter that the header line has most of; spreadsheets write `;` in half of Europe. */
export const delimiterOf = (head: string): string => {
  const [header = ''] = head.split(/\r?\n/, 1)
  const bare = header.replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, n: bare.split(delimiter).length }))
  return counts.sort((a, b) => b.n - a.n)[0]?.delimiter ?? ','
}
