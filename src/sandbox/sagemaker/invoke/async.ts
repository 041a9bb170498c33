import { readFileSync } from 'node:fs'
import { writeLog } from '../../logs/records.ts'
import { defined, optionalText } from '../../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../../service.ts'
import { derivedId } from '../../state/seed.ts'
import { runtimeRefusal } from '../errors.ts'
import { routeRole } from '../models/launch.ts'
import { answered } from './invoke.ts'
import { type Routed, routed } from './routing.ts'

type AsyncConfig = { readonly OutputConfig?: { S3OutputPath?: string; S3FailurePath?: string } }

const partsOf = (uri: string): readonly [bucket: string, key: string] => {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? []
  return [bucket, key.replace(/\/$/, '')]
}

/** A request under way: it has been taken, so whatever happens to it now is told elsewhere. */
type Taken = { readonly call: Call; readonly target: Routed; readonly id: string }

/**
 * Adds to the platform's log of the request, where its id stands in every line.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html; the words after
 * the id are the sandbox's and S3's.
 */
const tell = ({ call, target, id }: Taken, said: string): void => {
  const at = call.clock.now()
  const group = `/aws/sagemaker/Endpoints/${target.record.name}`
  const stream = `${target.route.variant}/i-sandbox/data-log`
  const message = `${new Date(at).toISOString()}:[sagemaker logs] [${id}] ${said}`
  writeLog(call, { group, stream, events: [{ at, message }] }, at)
}

/** Why the model's role may not do this with an object; the role is the one that fetches and stores. */
const refusedTo = (
  { call, target }: Taken,
  action: 's3:GetObject' | 's3:PutObject',
  uri: string,
): string | undefined =>
  routeRole(call, target.route)?.({ action, resource: uri.replace('s3://', 'arn:aws:s3:::') })

/** The request's body: given with it, or read from S3; undefined where the model's role cannot. */
const bodyOf = (taken: Taken, input: Input): Uint8Array | undefined => {
  const location = optionalText(input, 'InputLocation')
  if (location === undefined) {
    if (input.Body instanceof Uint8Array) return input.Body
    throw runtimeRefusal.validation('One of InputLocation and Body must be given.')
  }
  const path = taken.call.neighbours.objects.path(...partsOf(location))
  const denied = refusedTo(taken, 's3:GetObject', location)
  if (path !== undefined && denied === undefined) return readFileSync(path)
  tell(taken, `Could not download ${location}: ${denied ?? 'the object does not exist'}`)
  return undefined
}

const put = (taken: Taken, uri: string, body: Uint8Array): void => {
  const { objects } = taken.call.neighbours
  const [bucket, key] = partsOf(uri)
  const isThere = objects.bucket(bucket) !== undefined
  const denied = isThere ? refusedTo(taken, 's3:PutObject', uri) : 'the bucket does not exist'
  if (denied === undefined) objects.put(bucket, key, body)
  else tell(taken, `Could not upload ${uri}: ${denied}`)
}

type Places = { readonly output: string; readonly failure: string | undefined }

/** Answers a request that has been taken; its output or failure lies in S3 after that. */
const work = async (taken: Taken, input: Input, places: Places): Promise<void> => {
  const fail = (said: string): void => {
    if (places.failure !== undefined) put(taken, places.failure, Buffer.from(said))
  }
  const Body = bodyOf(taken, input)
  if (Body === undefined) return fail('Failed to download the input payload.')
  try {
    const answer = await answered(taken.call, taken.target, { ...input, Body })
    put(taken, places.output, answer.body)
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'ModelError') throw error
    tell(taken, error.message)
    fail(error.message)
  }
}

/**
 * Takes a request to be answered later. Here it is answered at once, and its output or failure lies in S3
 * when the call returns. An input or output that the model's role cannot reach is no error of the call:
 * the endpoint counts it (RequestDownloadFailures, ResponseUploadFailures on AWS) and logs it.
 */
export const invokeEndpointAsync = async (call: Call, input: Input): Promise<Output> => {
  const target = routed(call, input)
  const id = optionalText(input, 'InferenceId') ?? derivedId(32, call.requestId).toLowerCase()
  const { OutputConfig } = target.now.settings.AsyncInferenceConfig as AsyncConfig
  const path = OutputConfig?.S3OutputPath
  if (path === undefined) throw runtimeRefusal.validation('The endpoint has no S3OutputPath.')
  const output = `${path.replace(/\/$/, '')}/${id}.out`
  const failures = OutputConfig?.S3FailurePath
  const failure = failures && `${failures.replace(/\/$/, '')}/${id}-error.out`
  await work({ call, target, id }, input, { output, failure })
  return defined({ InferenceId: id, OutputLocation: output, FailureLocation: failure })
}
