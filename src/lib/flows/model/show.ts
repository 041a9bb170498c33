import { parseS3Uri } from '../../domain/core/arn.ts'
import { AccessError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomModelView } from '../../ports/custom-models.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { baseModelOf } from './base-model.ts'
import { requireCustomModel } from './custom-model.ts'
import { type ModelUse, usesOf } from './uses.ts'

/** A custom model with where it comes from and where it serves. */
export type ModelReport = CustomModelView & {
  readonly baseModel: string
  readonly job?: {
    readonly jobName: string
    readonly status: string
    readonly creationTime: string
    readonly endTime?: string
    readonly validationS3Uri?: string
  }
  readonly data?: {
    readonly trainingS3Uri: string
    /** SHA-256 of the uploaded file, and who says so; absent when nobody recorded it. */
    readonly sha256?: string
    readonly recordedBy?: 'journal' | 'object metadata'
  }
  readonly deployments: readonly ModelUse[]
  readonly throughput: readonly ModelUse[]
}

/** @throws StateError MLC-MODEL-001 when there is no such model. */
export const showModel = async (ports: Ports, nameOrArn: string): Promise<ModelReport> => {
  const model = await requireCustomModel(ports, nameOrArn)
  const base = await baseModelOf(ports, await loadCatalogue(ports), model)
  const [job, data, uses] = await Promise.all([
    jobOf(ports, model),
    dataOf(ports, model),
    usesOf(ports, model.modelArn),
  ])
  return {
    ...model,
    baseModel: base.name,
    ...(job === undefined ? {} : { job }),
    ...(data === undefined ? {} : { data }),
    ...uses,
  }
}

const jobOf = async (ports: Ports, model: CustomModelView): Promise<ModelReport['job']> => {
  const job =
    model.jobArn === undefined ? undefined : await ports.customizationJobs.find(model.jobArn)
  if (job === undefined) return undefined
  const { jobName, status, creationTime, endTime, validationS3Uri } = job
  return {
    jobName,
    status,
    creationTime,
    ...(endTime === undefined ? {} : { endTime }),
    ...(validationS3Uri === undefined ? {} : { validationS3Uri }),
  }
}

const dataOf = async (ports: Ports, model: CustomModelView): Promise<ModelReport['data']> => {
  const uri = model.trainingS3Uri
  const at = uri === undefined ? undefined : parseS3Uri(uri)
  if (uri === undefined || at === undefined) return undefined
  const journaled = await uploadedDigest(ports, at)
  if (journaled !== undefined) {
    return { trainingS3Uri: uri, sha256: journaled, recordedBy: 'journal' }
  }
  const stored = await storedDigest(ports, at)
  return stored === undefined
    ? { trainingS3Uri: uri }
    : { trainingS3Uri: uri, sha256: stored, recordedBy: 'object metadata' }
}

type Address = { readonly bucket: string; readonly key: string }

/** The digest of the last upload to this address that was finished or found done. */
const uploadedDigest = async (ports: Ports, at: Address): Promise<string | undefined> => {
  const { records } = await ports.journal.read()
  const done = new Set(
    records.flatMap((one) => (one.kind === 'outcome' && one.result !== 'failed' ? [one.key] : [])),
  )
  const digests = records.flatMap((one) =>
    one.kind === 'intent' &&
    one.operation === 's3.upload-file' &&
    one.input.bucket === at.bucket &&
    one.input.key === at.key &&
    done.has(one.key) &&
    typeof one.input.sha256 === 'string'
      ? [one.input.sha256]
      : [],
  )
  return digests.at(-1)
}

/** Where this machine did not upload, the object itself may carry the digest. */
const storedDigest = async (ports: Ports, at: Address): Promise<string | undefined> => {
  try {
    return (await ports.objects.head(at))?.metadata['mlctl-sha256']
  } catch (error) {
    if (!(error instanceof AccessError) && !(error instanceof TemporaryError)) throw error
    ports.io.detail(`The training data could not be looked at: ${error.message}`)
    return undefined
  }
}
