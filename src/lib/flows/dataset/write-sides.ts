import type { FileRole } from '../../domain/dataset/check.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { OutputSet, PendingFile, WrittenFile } from './outputs.ts'

export type OutputFile = WrittenFile & { readonly role: FileRole; readonly records: number }

/** A line and where it goes; more than one copy where a class is filled up. */
export type SidedLine = { readonly text: string; readonly role: FileRole; readonly copies: number }

export type Sides = {
  readonly input: string
  readonly paths: Readonly<Record<FileRole, string>>
  readonly lines: AsyncIterable<SidedLine>
  /** No file is made for validation when it gets no record. */
  readonly hasValidation: boolean
  /** Files that are to be made of these. */
  readonly dependents?: readonly string[]
}

/**
 * Writes each line to its side; both files appear whole or not at all.
 * @throws UsageError MLC-DATA-006 when an output is the input or the other output; StateError
 * MLC-DATA-030 when a file of other content may not be replaced.
 */
export const writeSides = async (
  ports: Pick<Ports, 'files'>,
  outputs: OutputSet,
  { input, paths, lines, hasValidation, dependents = [] }: Sides,
): Promise<readonly OutputFile[]> => {
  refuseSame(ports, [input, paths.training, paths.validation])
  const roles: readonly FileRole[] = hasValidation ? ['training', 'validation'] : ['training']
  const records = { training: 0, validation: 0 }
  try {
    const files: { [K in FileRole]?: PendingFile } = {}
    for (const role of roles) files[role] = await outputs.open(paths[role])
    for await (const { text, role, copies } of lines) {
      records[role] += copies
      await files[role]?.write(`${text}\n`.repeat(copies))
    }
  } catch (error) {
    await outputs.abort()
    throw error
  }
  const written = await outputs.commit(dependents)
  return written.map((file, i) => {
    const role = roles[i] ?? 'training'
    return { ...file, role, records: records[role] }
  })
}

/** @throws UsageError MLC-DATA-006 when two of the paths are one file. */
export const refuseSame = ({ files }: Pick<Ports, 'files'>, paths: readonly string[]): void => {
  const absolute = paths.map((path) => (path.startsWith('s3://') ? path : files.absolute(path)))
  const twice = absolute.find((path, i) => absolute.indexOf(path) !== i)
  if (twice === undefined) return
  throw new UsageError('MLC-DATA-006', `${twice} would be read and written, or written twice.`, {
    hint: 'Name different files with --out and --validation-out.',
  })
}
