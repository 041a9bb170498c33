import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { generator } from '../../bedrock/stand-in/random.ts'
import { defined, optionalText } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import type { Moment, Route } from '../endpoints/moment.ts'
import { routeRole } from '../models/launch.ts'
import type { ModelAnswer } from './backend.ts'

type Headers = {
  readonly CsvContentTypes?: readonly string[]
  readonly JsonContentTypes?: readonly string[]
}

type CaptureConfig = {
  readonly EnableCapture?: boolean
  readonly InitialSamplingPercentage: number
  readonly DestinationS3Uri: string
  readonly CaptureOptions: readonly { readonly CaptureMode: string }[]
  readonly CaptureContentTypeHeader?: Headers
}

/** A request that is to be captured, with the answers of all variants that got it. */
export type Capture = {
  readonly endpointName: string
  readonly input: Input
  readonly route: Route
  readonly answer: ModelAnswer
}

/** Several processes never write the same object: each has files of its own, a minute long. */
const WRITER = randomUUID()

/** Without a matching content type AWS keeps bytes as Base64 (CaptureContentTypeHeader in the API). */
const encodingOf = (contentType: string, headers: Headers = {}): 'CSV' | 'JSON' | 'BASE64' => {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (headers.CsvContentTypes?.includes(type)) return 'CSV'
  return headers.JsonContentTypes?.includes(type) ? 'JSON' : 'BASE64'
}

const side = (mode: 'INPUT' | 'OUTPUT', body: Uint8Array, about: [string, Headers | undefined]) => {
  const encoding = encodingOf(...about)
  const data = Buffer.from(body).toString(encoding === 'BASE64' ? 'base64' : 'utf8')
  return { observedContentType: about[0], mode, data, encoding }
}

const recordOf = (call: Call, config: CaptureConfig, { input, answer }: Capture) => {
  const { CaptureOptions, CaptureContentTypeHeader: headers } = config
  const modes = CaptureOptions.map(({ CaptureMode }) => CaptureMode)
  const has = (mode: string) => modes.includes(mode) || modes.includes('InputAndOutput')
  const type = optionalText(input, 'ContentType') ?? 'application/octet-stream'
  return {
    captureData: defined({
      endpointInput: has('Input')
        ? side('INPUT', input.Body as Uint8Array, [type, headers])
        : undefined,
      endpointOutput: has('Output')
        ? side('OUTPUT', answer.body, [answer.contentType, headers])
        : undefined,
    }),
    eventMetadata: defined({
      eventId: call.requestId,
      inferenceId: optionalText(input, 'InferenceId'),
      inferenceTime: `${new Date(call.clock.now()).toISOString().slice(0, 19)}Z`,
    }),
    eventVersion: '0',
  }
}

/**
 * What of a request is to be captured on this endpoint: undefined for nothing. The draw is one per
 * request, so that a request's answers are kept on all variants or on none.
 */
export const captureFor = (call: Call, { settings }: Moment): CaptureConfig | undefined => {
  const config = settings.DataCaptureConfig as CaptureConfig | undefined
  if (config === undefined || config.EnableCapture === false) return undefined
  const next = generator(`${call.seed}\n${call.requestId}\ncapture`)
  return next() * 100 < config.InitialSamplingPercentage ? config : undefined
}

/** The model's role writes the captures. */
const mayWrite = (call: Call, route: Route, bucket: string, key: string): boolean => {
  const role = routeRole(call, route)
  const resource = `arn:aws:s3:::${bucket}/${key}`
  return role === undefined || role({ action: 's3:PutObject', resource }) === undefined
}

/**
 * Adds a record to the captured data in S3: <destination>/<endpoint>/<variant>/yyyy/mm/dd/hh/….jsonl.
 * Only 2xx answers are kept. A destination that is not there, or closed to the model's role, loses the
 * record, as on AWS, where capturing never fails a request. Source:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
 */
export const keepCapture = (call: Call, config: CaptureConfig, capture: Capture): void => {
  const { status } = capture.answer
  if (status === undefined || status < 200 || status >= 300) return
  const [, bucket = '', prefix = ''] =
    /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(config.DestinationS3Uri) ?? []
  const { objects } = call.neighbours
  if (objects.bucket(bucket) === undefined) return
  const [day = '', time = ''] = new Date(call.clock.now()).toISOString().split('T')
  const [hour = '', minute = ''] = time.split(':')
  const file = `${minute}-00-000-${WRITER}.jsonl`
  const folder = `${capture.endpointName}/${capture.route.variant}/${day.replaceAll('-', '/')}/${hour}`
  const key = [prefix, folder, file].filter((part) => part !== '').join('/')
  const path = objects.path(bucket, key)
  const before = path === undefined ? '' : readFileSync(path, 'utf8')
  if (!mayWrite(call, capture.route, bucket, key)) return
  const line = JSON.stringify(recordOf(call, config, capture))
  objects.put(bucket, key, Buffer.from(`${before}${line}\n`), 'application/x-jsonlines')
}
