import { parseS3Uri } from '../../domain/core/arn.ts'
import {
  artefactFolder,
  MANIFEST_FILE,
  type ManifestRow,
  type MetricPoint,
  readManifest,
  readMetrics,
  TRAINING_FILE,
  VALIDATION_FILE,
} from '../../domain/finetune/metrics.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomizationJobView } from '../../ports/customization-jobs.ts'

type Reads = Pick<Ports, 'objects'>
type Where = Pick<CustomizationJobView, 'jobArn' | 'outputS3Uri'>

export type JobMetrics = {
  readonly training: readonly MetricPoint[]
  readonly validation: readonly MetricPoint[]
  /** Where they were read. */
  readonly folder: string
}

/** The losses that a job has written so far; empty before it has written any. */
export const jobMetrics = async (ports: Reads, job: Where): Promise<JobMetrics> => {
  const { bucket, folder, keys } = await listArtefacts(ports, job)
  const read = async (file: string): Promise<readonly MetricPoint[]> => {
    const key = keys.find((each) => each.endsWith(file))
    return key === undefined ? [] : readMetrics(await ports.objects.getText({ bucket, key }))
  }
  return {
    training: await read(TRAINING_FILE),
    validation: await read(VALIDATION_FILE),
    folder: `s3://${bucket}/${folder}`,
  }
}

/** What the service took of the data; undefined before it has said so. */
export const jobManifest = async (
  ports: Reads,
  job: Where,
): Promise<readonly ManifestRow[] | undefined> => {
  const { bucket, keys } = await listArtefacts(ports, job)
  const reports = keys.filter((key) => key.endsWith(MANIFEST_FILE))
  if (reports.length === 0) return undefined
  const texts = await Promise.all(reports.map((key) => ports.objects.getText({ bucket, key })))
  return texts.flatMap(readManifest)
}

const listArtefacts = async (ports: Reads, job: Where) => {
  const { bucket, key } = parseS3Uri(job.outputS3Uri) ?? { bucket: '', key: '' }
  const folder = artefactFolder(key, job.jobArn)
  const keys = (await ports.objects.list(bucket, folder)).map((object) => object.key)
  return { bucket, folder, keys }
}
