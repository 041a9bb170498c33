import type { CatalogueModel } from '../../domain/catalogue/model.ts'
import { isoTime } from '../../domain/core/duration.ts'
import { sentHyperparameters } from '../../domain/finetune/hyperparameters.ts'
import { type JobContent, type JobIdentity, jobOf } from '../../domain/finetune/identity.ts'
import { isModelName } from '../../domain/finetune/names.ts'
import type { BucketFact, DataFindings, World } from '../../domain/finetune/preflight/world.ts'
import type { FinetuneSpec } from '../../domain/finetune/spec.ts'
import { s3UriProblems } from '../../domain/storage/s3-uris.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { targetOf } from '../dataset/model.ts'
import { validateDataset } from '../dataset/validate.ts'
import { bucketsOf, callerKeyLacks, callerLacks, roleFact, roleSpecOf } from './access.ts'
import type { TrainingFile } from './data.ts'
import { asKnown } from './known.ts'
import type { Place } from './place.ts'

/** A training as it was decided before anything is looked at. */
export type Training = {
  readonly spec: FinetuneSpec
  readonly model: CatalogueModel
  readonly place: Place
  readonly files: readonly TrainingFile[]
  readonly content: JobContent
  readonly attempt: number
}

/** Quotas of Bedrock: https://docs.aws.amazon.com/general/latest/gr/bedrock.html. */
const CUSTOM_MODELS = { code: 'L-CB5B847D', initial: 100 }
const MODEL_UNITS = 'L-BE77399C'

/** The content of a training, from which its names and its token are made. */
export const contentOf = (training: Omit<Training, 'content' | 'attempt'>): JobContent => {
  const { spec, model, place, files } = training
  const [train, validation] = files
  const { account, region, roleArn, outputUri: outputS3Uri } = place
  return {
    ...{ account, region, name: spec.name, roleArn, outputS3Uri },
    data: {
      train: train?.contentDigest ?? '',
      ...(validation === undefined ? {} : { validation: validation.contentDigest }),
    },
    baseModelIdentifier: model.customizationId,
    customizationType: spec.customizationType,
    hyperParameters: sentHyperparameters(model, spec.hyperparameters),
    trainingS3Uri: train?.uri ?? '',
    ...(validation === undefined ? {} : { validationS3Uri: validation.uri }),
    ...(spec.kmsKey === undefined ? {} : { customModelKmsKeyId: spec.kmsKey }),
    ...(spec.vpc === undefined ? {} : { vpcConfig: spec.vpc }),
  }
}

/** Reads everything that the checks look at. Reads only. */
export const lookAround = async (ports: Ports, training: Training): Promise<World> => {
  const { spec, model, place, files } = training
  const job = jobOf(training.content, training.attempt, spec.tags)
  const buckets = await Promise.all(
    bucketsOf(place, files).map((name) => bucketFact(ports, name, place)),
  )
  const views = buckets.map(({ view }) => (view.known ? view.value : undefined))
  const roleSpec = roleSpecOf(spec, place, files, views)
  return {
    spec,
    model,
    account: place.account,
    region: place.region,
    today: isoTime(ports.clock.now()).slice(0, 10),
    jobName: job.jobName,
    customModelName: job.customModelName,
    foundation: await asKnown(() => ports.foundationModels.find(model.customizationId)),
    files,
    // A file that is not there, or a folder, is the finding of another check.
    findings: await asKnown(() => findingsOf(ports, training), [StateError, UsageError]),
    outputUri: place.outputUri,
    uriProblems: uriProblems(place, files),
    buckets,
    role: await roleFact(ports, roleSpec),
    callerLacks: await callerLacks(ports, roleSpec, place.roleArn),
    keyLacks: await callerKeyLacks(ports, spec),
    hyperparameters: job.hyperParameters,
    ...(await quotaFacts(ports, model, job)),
  }
}

const bucketFact = async (ports: Ports, name: string, place: Place): Promise<BucketFact> => ({
  name,
  // Only the bucket that mlctl puts things into is made; one that is named elsewhere must exist.
  created: name === place.bucket,
  // S3 refuses to look up what cannot be a name; the check of the URIs says so.
  view: await asKnown(() => ports.objects.bucket(name), [StateError, UsageError]),
})

const uriProblems = (place: Place, files: readonly TrainingFile[]): readonly string[] => [
  ...files.flatMap(({ uri }) => s3UriProblems(uri, 'file').map((text) => `${uri}: ${text}`)),
  ...s3UriProblems(place.outputUri, 'folder').map((text) => `${place.outputUri}: ${text}`),
]

const findingsOf = async (
  ports: Ports,
  { model, spec, files }: Training,
): Promise<DataFindings> => {
  const [train, validation] = files
  const format = spec.customizationType === 'CONTINUED_PRE_TRAINING' ? spec.customizationType : ''
  const target = targetOf(format === '' ? model : { ...model, format: 'continued-pre-training' })
  const report = await validateDataset(ports, {
    ...target,
    files: [train?.given ?? ''],
    ...(validation === undefined ? {} : { validation: validation.given }),
  })
  const counts = (severity: 'error' | 'warning') =>
    Object.fromEntries(
      report.byRule.filter((row) => row.severity === severity).map((row) => [row.rule, row.count]),
    )
  return {
    records: report.records,
    errors: counts('error'),
    warnings: counts('warning'),
    examples: report.findings
      .filter((finding) => finding.severity === 'error')
      .slice(0, 5)
      .map(({ file, line, column, rule, message }) =>
        [file, line, column, ` ${rule}`, ` ${message}`]
          .filter((part) => part !== undefined)
          .join(':'),
      ),
    tokens: report.tokens.training,
  }
}

type QuotaFacts = Pick<World, 'modelNameTaken' | 'customModels' | 'jobsInProgress' | 'modelUnits'>

const quotaFacts = async (
  ports: Ports,
  model: CatalogueModel,
  job: JobIdentity,
): Promise<QuotaFacts> => ({
  modelNameTaken: await asKnown(
    async () =>
      isModelName(job.customModelName) &&
      (await ports.customModels.find(job.customModelName)) !== undefined,
  ),
  customModels: await asKnown(async () => ({
    count: (await ports.customModels.list()).length,
    limit:
      (await ports.quotas.value('bedrock', CUSTOM_MODELS.code))?.value ?? CUSTOM_MODELS.initial,
  })),
  jobsInProgress: await asKnown(
    async () => (await ports.customizationJobs.list({ statusEquals: 'InProgress' })).length,
  ),
  modelUnits: await asKnown(async () => ({
    all: (await ports.quotas.value('bedrock', MODEL_UNITS))?.value ?? 0,
    own:
      model.modelUnitsQuotaCode === undefined
        ? undefined
        : (await ports.quotas.value('bedrock', model.modelUnitsQuotaCode))?.value,
  })),
})
