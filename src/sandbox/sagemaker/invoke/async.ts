import { readFileSync } from 'node:fs'
import { defined, optionalText } from '../../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../../service.ts'
import { derivedId } from '../../state/seed.ts'
import { runtimeRefusal } from '../errors.ts'
import { answered } from './invoke.ts'
import { routed } from './routing.ts'

type AsyncConfig = { readonly OutputConfig?: { S3OutputPath?: string; S3FailurePath?: string } }

const partsOf = (uri: string): readonly [bucket: string, key: string] => {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? []
  return [bucket, key.replace(/\/$/, '')]
}

/** The request's body: given with it, or read from S3. */
const bodyOf = (call: Call, input: Input): Uint8Array => {
  const location = optionalText(input, 'InputLocation')
  if (location === undefined) {
    if (input.Body instanceof Uint8Array) return input.Body
    throw runtimeRefusal.validation('One of InputLocation and Body must be given.')
  }
  const path = call.neighbours.objects.path(...partsOf(location))
  if (path !== undefined) return readFileSync(path)
  throw runtimeRefusal.validation(`The object at InputLocation ${location} does not exist.`)
}

const put = (call: Call, uri: string, body: Uint8Array): void => {
  const [bucket, key] = partsOf(uri)
  if (call.neighbours.objects.bucket(bucket) === undefined) {
    throw runtimeRefusal.validation(`The output bucket ${bucket} does not exist.`)
  }
  call.neighbours.objects.put(bucket, key, body)
}

/**
 * Takes a request to be answered later. Here it is answered at once, and its output or failure lies
 * in S3 when the call returns.
 */
export const invokeEndpointAsync = async (call: Call, input: Input): Promise<Output> => {
  const target = routed(call, input)
  const id = optionalText(input, 'InferenceId') ?? derivedId(32, call.requestId).toLowerCase()
  const { OutputConfig } = target.now.settings.AsyncInferenceConfig as AsyncConfig
  const output = OutputConfig?.S3OutputPath
  if (output === undefined) throw runtimeRefusal.validation('The endpoint has no S3OutputPath.')
  const OutputLocation = `${output.replace(/\/$/, '')}/${id}.out`
  const failures = OutputConfig?.S3FailurePath
  const FailureLocation = failures && `${failures.replace(/\/$/, '')}/${id}-error.out`
  try {
    const answer = await answered(call, target, { ...input, Body: bodyOf(call, input) })
    put(call, OutputLocation, answer.body)
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'ModelError') throw error
    if (FailureLocation !== undefined) put(call, FailureLocation, Buffer.from(error.message))
  }
  return defined({ InferenceId: id, OutputLocation, FailureLocation })
}
