import { parseS3Uri } from '../../domain/core/arn.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

/** The name that stands for standard input. */
export const STANDARD_INPUT = '-'

/**
 * The bytes of a local file, of an S3 object, or of standard input.
 * @throws StateError MLC-DATA-001 when there is nothing; UsageError MLC-DATA-002 for a folder.
 */
export const openSource = async (
  ports: Pick<Ports, 'files' | 'objects'>,
  path: string,
): Promise<AsyncIterable<Uint8Array>> => {
  if (path === STANDARD_INPUT) return ports.files.read(path)
  const at = path.startsWith('s3://') ? parseS3Uri(path) : undefined
  if (at === undefined) {
    await requireFile(ports, path)
    return ports.files.read(path)
  }
  if (at.key === '' || at.key.endsWith('/')) {
    throw new UsageError('MLC-DATA-002', `${path} is a prefix; one object is needed.`, {
      hint: 'Name the object: Bedrock takes one file, never a prefix.',
    })
  }
  if ((await ports.objects.head(at)) === undefined) {
    throw new StateError('MLC-DATA-001', `There is no object ${path}.`, {
      hint: `See what is there: aws s3 ls s3://${at.bucket}/`,
    })
  }
  return ports.objects.get(at)
}

/** Answers the size in bytes. @throws StateError MLC-DATA-001; UsageError MLC-DATA-002. */
export const requireFile = async (ports: Pick<Ports, 'files'>, path: string): Promise<number> => {
  const found = await ports.files.stat(path)
  if (found === undefined) {
    throw new StateError('MLC-DATA-001', `There is no file ${path}.`, {
      hint: `Looked at ${ports.files.absolute(path)}.`,
    })
  }
  if (found.kind === 'folder') {
    throw new UsageError('MLC-DATA-002', `${path} is a folder; a file is needed.`)
  }
  return found.sizeBytes
}
