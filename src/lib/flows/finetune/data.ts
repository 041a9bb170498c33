import { parseS3Uri } from '../../domain/core/arn.ts'
import type { DataFile } from '../../domain/finetune/preflight/world.ts'
import { known } from '../../domain/finetune/preflight/world.ts'
import type { FinetuneSpec } from '../../domain/finetune/spec.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ObjectView } from '../../ports/objects.ts'
import { digestFile, type FileDigest } from '../dataset/digest.ts'
import { DIGEST_METADATA } from '../operations/upload.ts'
import { asKnown } from './known.ts'
import type { Place } from './place.ts'
import { prepareSource } from './prepare.ts'

/** A data file of a training, with what its content is known by. */
export type TrainingFile = DataFile & {
  readonly contentDigest: string
  /** Set when the file is uploaded by this plan. */
  readonly local?: { readonly path: string; readonly digest: FileDigest }
}

type DataPorts = Pick<Ports, 'files' | 'objects' | 'io' | 'journal' | 'settings'> &
  Partial<Pick<Ports, 'sql'>>

/** Folder of the uploads of a training: one role policy fits all its data, past and to come. */
export const dataFolder = (place: Place): string => `${place.folder}data/`

/**
 * Training and validation file: local ones with their digest and the address they are going to have,
 * S3 objects as they are. A table is turned into records first.
 */
export const trainingFiles = async (
  ports: DataPorts,
  spec: FinetuneSpec,
  place: Place,
): Promise<readonly TrainingFile[]> => {
  const { train, validation } =
    'source' in spec.data ? await prepareSource(ports, spec, spec.data) : spec.data
  const files = [await fileOf(ports, train, 'training', place)]
  if (validation !== undefined) files.push(await fileOf(ports, validation, 'validation', place))
  return files
}

const fileOf = (
  ports: DataPorts,
  given: string,
  role: DataFile['role'],
  place: Place,
): Promise<TrainingFile> =>
  given.startsWith('s3://')
    ? objectFile(ports, given, role)
    : localFile(ports, { path: given, role, place })

const localFile = async (
  ports: DataPorts,
  { path, role, place }: { path: string; role: DataFile['role']; place: Place },
): Promise<TrainingFile> => {
  if (TABLE.test(path)) throw isTable(path)
  const digest = await digestFile(ports, path)
  // The digest is in the key: other content gets another object, and nothing is ever replaced.
  const key = `${dataFolder(place)}${digest.sha256.slice(0, 12)}/${role}.jsonl`
  return {
    role,
    given: path,
    uri: `s3://${place.bucket}/${key}`,
    uploaded: true,
    object: known(undefined),
    contentDigest: digest.sha256,
    local: { path, digest },
  }
}

const TABLE = /\.(csv|tsv)$/i

const isTable = (path: string) =>
  new UsageError('MLC-FT-006', `${path} is a table; training data are records (.jsonl).`, {
    hint: `Have it turned into records: --source ${path}, with --completion-column.`,
  })

const objectFile = async (
  ports: DataPorts,
  uri: string,
  role: DataFile['role'],
): Promise<TrainingFile> => {
  const address = parseS3Uri(uri) ?? { bucket: '', key: '' }
  const object = await asKnown(() => ports.objects.head(address), [StateError, UsageError])
  return {
    role,
    given: uri,
    uri,
    uploaded: false,
    object,
    contentDigest: contentOf(object.known ? object.value : undefined),
  }
}

/** The digest that an upload of ours left, else what S3 knows of the content. */
const contentOf = (object: ObjectView | undefined): string =>
  object === undefined
    ? 'unknown'
    : (object.metadata[DIGEST_METADATA] ?? `${object.etag}:${object.sizeBytes}`)
