import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { list, members, optionalText } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import { channelUri, s3Parts } from './checks.ts'
import { isPiped } from './pipes.ts'
import type { JobRecord } from './records.ts'
import { filesBelow } from './tar.ts'
import { putModel } from './work.ts'

/** A folder that SageMaker mounts below /opt/ml, by the S3 address it is filled from or goes to. */
type Mount = { readonly uri: string; readonly path: string; readonly isPipe?: boolean }

const below = (path: string): string => path.replace(/^\/opt\/ml\//, '')

const processing = (job: JobRecord, member: 'inputs' | 'outputs'): readonly Mount[] => {
  const items =
    member === 'inputs'
      ? list<Input>(job.request, 'ProcessingInputs').map((item) => members(item, 'S3Input'))
      : list<Input>(members(job.request, 'ProcessingOutputConfig'), 'Outputs').map((item) =>
          members(item, 'S3Output'),
        )
  return items.flatMap((item) => {
    const [uri, path] = [optionalText(item, 'S3Uri'), optionalText(item, 'LocalPath')]
    return uri === undefined || path === undefined ? [] : [{ uri, path: below(path) }]
  })
}

const inputsOf = (job: JobRecord): readonly Mount[] => [
  ...list<Input>(job.request, 'InputDataConfig').flatMap((channel) => {
    const uri = channelUri(channel)
    const path = `input/data/${channel.ChannelName}`
    return uri === undefined ? [] : [{ uri, path, isPipe: isPiped(job, channel) }]
  }),
  ...checkpoints(job),
  ...processing(job, 'inputs'),
]

/** The S3 addresses that a job reads before it runs; checkpoints may not be there yet. */
export const inputUris = (job: JobRecord): readonly string[] => inputsOf(job).map(({ uri }) => uri)

const checkpoints = ({ request }: JobRecord): readonly Mount[] => {
  const config = members(request, 'CheckpointConfig')
  const uri = optionalText(config, 'S3Uri')
  const path = optionalText(config, 'LocalPath') ?? '/opt/ml/checkpoints/'
  return uri === undefined ? [] : [{ uri, path: below(path) }]
}

/** Folders that must be there when a processing container starts. */
export const outputFolders = (job: JobRecord): readonly string[] => [
  ...processing(job, 'outputs').map(({ path }) => path),
  ...list<Input>(job.request, 'InputDataConfig')
    .filter((channel) => !isPiped(job, channel))
    .map(({ ChannelName }) => `input/data/${ChannelName}`),
]

/** Copies the objects below each address; keys that would leave the folder are left out. */
export const bringInputs = (call: Call, job: JobRecord, folder: string): void => {
  const { objects } = call.neighbours
  for (const { uri, path, isPipe } of inputsOf(job)) {
    if (isPipe === true) continue
    const { bucket, key: prefix } = s3Parts(uri) ?? { bucket: '', key: '' }
    const root = resolve(folder, path)
    mkdirSync(root, { recursive: true })
    for (const key of objects.list(bucket, prefix)) {
      const rest = key.slice(prefix.length).replace(/^\/+/, '')
      const target = resolve(root, rest === '' ? (key.split('/').at(-1) ?? key) : rest)
      const source = objects.path(bucket, key)
      if (source === undefined || key.endsWith('/') || !target.startsWith(`${root}/`)) continue
      mkdirSync(dirname(target), { recursive: true })
      copyFileSync(source, target)
    }
  }
}

const resources = (job: JobRecord) => {
  const cluster = members(members(job.request, 'ProcessingResources'), 'ClusterConfig')
  const own = members(job.request, 'ResourceConfig')
  return {
    current_host: 'algo-1',
    hosts: ['algo-1'],
    network_interface_name: 'eth0',
    current_instance_type: own.InstanceType ?? cluster.InstanceType,
  }
}

/** The files below /opt/ml that tell a container what it is run for. */
export const configFiles = (job: JobRecord): Readonly<Record<string, unknown>> => {
  if (job.kind === 'processing-job') {
    return {
      'config/processingjobconfig.json': job.request,
      'config/resourceconfig.json': resources(job),
    }
  }
  const channels = list<Input>(job.request, 'InputDataConfig').map((channel) => [
    String(channel.ChannelName),
    {
      TrainingInputMode: isPiped(job, channel) ? 'Pipe' : 'File',
      S3DistributionType: 'FullyReplicated',
      RecordWrapperType: 'None',
      ...(channel.ContentType === undefined ? {} : { ContentType: channel.ContentType }),
    },
  ])
  return {
    'input/config/hyperparameters.json': job.request.HyperParameters ?? {},
    'input/config/inputdataconfig.json': Object.fromEntries(channels),
    'input/config/resourceconfig.json': resources(job),
  }
}

/** Puts what the container left into S3: model, output data, checkpoints, processing outputs. */
export const takeOutputs = (
  call: Call,
  job: JobRecord,
  folder: string,
): { readonly hasModel: boolean } => {
  for (const { uri, path } of [...checkpoints(job), ...processing(job, 'outputs')]) {
    const at = s3Parts(uri)
    const from = join(folder, path)
    if (at === undefined || !existsSync(from)) continue
    for (const { name, body } of filesBelow(from)) {
      call.neighbours.objects.put(at.bucket, `${at.key.replace(/\/*$/, '/')}${name}`, body)
    }
  }
  if (job.kind !== 'training-job') return { hasModel: false }
  const data = filesBelow(join(folder, 'output/data'))
  if (data.length > 0) putModel(call, job, data, 'output.tar.gz')
  const model = filesBelow(join(folder, 'model'))
  putModel(call, job, model)
  return { hasModel: true }
}
