import { parseS3Uri } from '../../domain/core/arn.ts'
import { commandLine } from '../../domain/core/command-line.ts'
import type { DraftStep } from '../../domain/core/plan.ts'
import { addressProblem } from '../../domain/dataset/parts.ts'
import { AccessError, DataError, StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type Applied, type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { DIGEST_METADATA } from '../operations/upload.ts'
import { digestFile, type FileDigest } from './digest.ts'
import type { DataTarget } from './model.ts'
import { validateFile } from './validate.ts'

export type UploadDraft = {
  readonly path: string
  readonly bucket: string
  readonly key: string
  readonly kmsKeyArn?: string
  /** When it is known already; read from the file otherwise. */
  readonly digest?: FileDigest
}

/**
 * The step that brings a local file to S3. Replacing an object of other content needs a yes.
 * @throws UsageError MLC-DATA-022 when Bedrock would not take the address.
 */
export const draftUpload = async (
  ports: Pick<Ports, 'files' | 'objects'>,
  draft: UploadDraft,
): Promise<DraftStep> => {
  const { bucket, key, kmsKeyArn } = draft
  const uri = `s3://${bucket}/${key}`
  refuseBadAddress(draft)
  const { sha256, sizeBytes } = draft.digest ?? (await digestFile(ports, draft.path))
  const there = await ports.objects.head({ bucket, key })
  const replaces = there !== undefined && there.metadata[DIGEST_METADATA] !== sha256
  const path = ports.files.absolute(draft.path)
  return {
    id: `upload:${key}`,
    operation: 's3.upload-file',
    input: {
      path,
      bucket,
      key,
      sha256,
      sizeBytes,
      ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    },
    summary: `${replaces ? 'replace' : 'upload'} ${uri} (${sizeText(sizeBytes)})`,
    undo: replaces ? false : `aws s3 rm ${uri}`,
    danger: { level: replaces ? 'moderate' : 'none' },
    cost: {},
  }
}

/** @throws UsageError MLC-DATA-022 when Bedrock would not take the address. */
const refuseBadAddress = ({ bucket, key }: Pick<UploadDraft, 'bucket' | 'key'>): void => {
  const problem = addressProblem(bucket, key)
  if (problem === undefined) return
  throw new UsageError('MLC-DATA-022', `s3://${bucket}/${key} cannot hold training data.`, {
    why: problem,
    hint: 'Choose another key: Bedrock takes fewer characters than S3 does.',
  })
}

/** IEC units: `12.3 MiB`. */
export const sizeText = (bytes: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const step = bytes < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10))
  return step === 0 ? `${bytes} B` : `${(bytes / 1024 ** step).toFixed(1)} ${units[step]}`
}

/** What ListObjectsV2 is told of a bucket that is not there. */
const NO_SUCH_BUCKET = 'MLC-AWS-020'

export type UploadRequest = {
  readonly path: string
  /** `s3://bucket/key`, or a prefix ending in `/`, which gets the file's name. */
  readonly to: string
  readonly kmsKeyArn?: string
  /** Checks the data first, and refuses to send broken data. */
  readonly target?: DataTarget
}

export type UploadResult = {
  readonly status: Applied['status']
  readonly uri: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly planFile?: string
}

/**
 * @throws StateError MLC-DATA-043 when there is no such bucket, DataError MLC-DATA-023 when the data was
 * to be checked and is broken.
 */
export const uploadDataset = async (
  ports: Ports,
  request: UploadRequest,
  options: ApplyOptions,
): Promise<UploadResult> => {
  const address = addressOf(request)
  refuseBadAddress(address)
  if (request.target !== undefined) await requireValid(ports, request.path, request.target)
  const digest = await digestFile(ports, request.path)
  await requireBucket(ports, address)
  const { path, kmsKeyArn } = request
  const draft = await draftUpload(ports, {
    path,
    ...address,
    digest,
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
  })
  const command = commandLine(['dataset', 'upload', path], {
    to: request.to,
    'kms-key': kmsKeyArn,
    model: request.target?.model,
  })
  const { plan } = await planAgainstLiveState(ports, command, [draft])
  const { status, planFile } = await carryOut(ports, plan, options)
  const uri = `s3://${address.bucket}/${address.key}`
  return { status, uri, ...digest, ...(planFile === undefined ? {} : { planFile }) }
}

/**
 * A look at an object does not tell a missing bucket from a missing key; a list does. Who may not list
 * learns it from the upload. @throws StateError MLC-DATA-043 when there is no such bucket.
 */
const requireBucket = async (
  { objects }: Pick<Ports, 'objects'>,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<void> => {
  try {
    await objects.list(bucket, key)
  } catch (cause) {
    if (cause instanceof AccessError) return
    if (!(cause instanceof StateError) || cause.code !== NO_SUCH_BUCKET) throw cause
    throw new StateError('MLC-DATA-043', `There is no bucket s3://${bucket}.`, {
      hint: `Check the name, or make it: aws s3 mb s3://${bucket}. Nothing was sent.`,
      details: { bucket },
      cause,
    })
  }
}

/** @throws UsageError MLC-DATA-022 when `to` is no S3 URI. */
const addressOf = ({ path, to }: UploadRequest): { bucket: string; key: string } => {
  const at = parseS3Uri(to)
  if (at === undefined) {
    throw new UsageError('MLC-DATA-022', `--to takes s3://bucket/key, got ${to}.`)
  }
  const name = path.split(/[\\/]/).at(-1) ?? path
  return at.key === '' || at.key.endsWith('/') ? { ...at, key: `${at.key}${name}` } : at
}

const requireValid = async (ports: Ports, path: string, target: DataTarget): Promise<void> => {
  const report = await validateFile(ports, path, target)
  if (report.verdict === 'valid') return
  throw new DataError(
    'MLC-DATA-023',
    `${path} breaks rules of ${target.model ?? target.format.name}.`,
    {
      why: report.byRule.map(({ rule, count }) => `${rule}: ${count}`).join(', '),
      hint: `See where: mlctl dataset validate ${path}. Nothing was sent.`,
      details: { byRule: report.byRule },
    },
  )
}
