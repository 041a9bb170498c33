import { createHash } from 'node:crypto'
import type { FileRole } from '../../domain/dataset/check.ts'
import type { Split } from '../../domain/dataset/split.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

export type OutputFile = {
  readonly path: string
  readonly role: FileRole
  readonly records: number
  readonly sha256: string
  readonly sizeBytes: number
}

export type Sides = {
  readonly input: string
  readonly paths: Readonly<Record<FileRole, string>>
  /** In the order in which the split counted them. */
  readonly lines: AsyncIterable<string>
  readonly split: Split
}

const BATCH_CHARACTERS = 1024 * 1024

/**
 * Writes each line to its side; both files appear whole or not at all.
 * @throws UsageError MLC-DATA-006 when an output is the input or the other output.
 */
export const writeSides = async (
  ports: Pick<Ports, 'files'>,
  { input, paths, lines, split }: Sides,
): Promise<readonly OutputFile[]> => {
  refuseSame(ports, [input, paths.training, paths.validation])
  const training = await side(ports, paths.training, 'training')
  const validation =
    split.validation === 0 ? undefined : await side(ports, paths.validation, 'validation')
  const both = [training, ...(validation === undefined ? [] : [validation])]
  try {
    let index = 0
    for await (const line of lines) {
      const target = split.isValidation[index++] === 1 ? validation : training
      await target?.write(`${line}\n`)
    }
    for (const one of both) await one.flush()
  } catch (error) {
    for (const one of both) await one.abort()
    throw error
  }
  return Promise.all(both.map((one) => one.close()))
}

const side = async (ports: Pick<Ports, 'files'>, path: string, role: FileRole) => {
  const writer = await ports.files.writer(path)
  const hash = createHash('sha256')
  const encoder = new TextEncoder()
  let [pending, records, sizeBytes] = ['', 0, 0]
  const flush = async () => {
    if (pending === '') return
    const bytes = encoder.encode(pending)
    hash.update(bytes)
    sizeBytes += bytes.length
    const text = pending
    pending = ''
    await writer.write(text)
  }
  return {
    flush,
    abort: () => writer.abort(),
    write: async (line: string) => {
      pending += line
      records++
      if (pending.length >= BATCH_CHARACTERS) await flush()
    },
    close: async (): Promise<OutputFile> => {
      await writer.close()
      return { path, role, records, sha256: hash.digest('hex'), sizeBytes }
    },
  }
}

const refuseSame = ({ files }: Pick<Ports, 'files'>, paths: readonly string[]): void => {
  const absolute = paths.map((path) => files.absolute(path))
  const twice = absolute.find((path, i) => absolute.indexOf(path) !== i)
  if (twice === undefined) return
  throw new UsageError('MLC-DATA-006', `${twice} would be read and written, or written twice.`, {
    hint: 'Name different files with --out and --validation-out.',
  })
}
