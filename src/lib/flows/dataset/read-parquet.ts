import type { AsyncBuffer } from 'hyparquet'
import { parseS3Uri } from '../../domain/core/arn.ts'
import { isObject } from '../../domain/dataset/rule.ts'
import { type Row, textOf } from '../../domain/dataset/table-row.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { requireFile } from './open-source.ts'

type Needs = Pick<Ports, 'files' | 'objects'>

/**
 * The rows of a Parquet file, row group by row group; only the parts that are needed are read, also
 * from S3. Lists and structures become JSON.
 * @throws DataError MLC-DATA-010 for what is no Parquet, or is packed in an unknown way.
 */
export async function* readParquet(ports: Needs, path: string): AsyncIterable<Row> {
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet')
  const { compressors } = await import('hyparquet-compressors')
  const source = await openRanges(ports, path)
  try {
    const { file } = source
    const metadata = await readable(path, () => parquetMetadataAsync(file))
    let line = 0
    for (const group of metadata.row_groups) {
      const [rowStart, rowEnd] = [line, line + Number(group.num_rows)]
      const read = { file, metadata, rowStart, rowEnd, compressors }
      for (const found of await readable(path, () => parquetReadObjects(read))) {
        line++
        yield rowOf(found, line)
      }
    }
  } finally {
    await source.close()
  }
}

const readable = async <T>(path: string, read: () => Promise<T>): Promise<T> => {
  try {
    return await read()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new DataError('MLC-DATA-010', `${path} cannot be read as Parquet: ${why}.`, {
      hint: 'Write it again, or as CSV or JSON Lines.',
      cause,
    })
  }
}

const rowOf = (found: Readonly<Record<string, unknown>>, line: number): Row => {
  const entries = Object.entries(found).map(([name, value]) => [name, plain(value)] as const)
  const values = entries.map(([name, value]) => [name, textOf(value)] as const)
  return { line, values: Object.fromEntries(values), root: Object.fromEntries(entries) }
}

/** As JSON has it: long whole numbers as text where a number would lose digits, times in ISO form. */
const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : String(value)
  }
  if (Array.isArray(value)) return value.map(plain)
  if (!isObject(value)) return value
  if (typeof value.toISOString === 'function') return value.toISOString()
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}

type Ranges = { readonly file: AsyncBuffer; readonly close: () => Promise<void> }

const openRanges = async (ports: Needs, path: string): Promise<Ranges> => {
  const at = path.startsWith('s3://') ? parseS3Uri(path) : undefined
  if (at === undefined) {
    const byteLength = await requireFile(ports, path)
    const handle = await ports.files.open(path)
    const slice = async (start: number, end = byteLength) => {
      const bytes = new Uint8Array(end - start)
      let done = 0
      while (done < bytes.length) {
        const got = await handle.read(bytes.subarray(done), start + done)
        if (got === 0) break
        done += got
      }
      return bytes.buffer.slice(0, done)
    }
    return { file: { byteLength, slice }, close: () => handle.close() }
  }
  const byteLength = (await ports.objects.head(at))?.sizeBytes ?? 0
  const slice = async (start: number, end = byteLength) => {
    const bytes = new Uint8Array(end - start)
    let done = 0
    for await (const chunk of await ports.objects.get(at, { start, end })) {
      bytes.set(chunk, done)
      done += chunk.length
    }
    return bytes.buffer
  }
  return { file: { byteLength, slice }, close: async () => undefined }
}
