/** The form of the files in models/: what the API publishes, cut down by scripts/api-models.mjs. */

export type Reference = {
  readonly shape: string
  readonly location?: 'uri' | 'querystring' | 'header' | 'headers' | 'statusCode'
  readonly locationName?: string
  /** As EC2's forms spell the member, where that is not its capitalised location name. */
  readonly queryName?: string
  readonly flattened?: boolean
  readonly streaming?: boolean
  readonly xmlNamespace?: { readonly uri: string; readonly prefix?: string }
  readonly xmlAttribute?: boolean
  readonly idempotencyToken?: boolean
  readonly timestampFormat?: TimestampFormat
  readonly eventpayload?: boolean
}

export type TimestampFormat = 'iso8601' | 'rfc822' | 'unixTimestamp'

export type ShapeType =
  | 'structure'
  | 'list'
  | 'map'
  | 'string'
  | 'boolean'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'timestamp'
  | 'blob'

export type Shape = {
  readonly type: ShapeType
  readonly required?: readonly string[]
  readonly members?: Readonly<Record<string, Reference>>
  readonly member?: Reference
  readonly key?: Reference
  readonly value?: Reference
  readonly enum?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly payload?: string
  readonly flattened?: boolean
  readonly union?: boolean
  readonly document?: boolean
  readonly eventstream?: boolean
  readonly exception?: boolean
  readonly sensitive?: boolean
  readonly timestampFormat?: TimestampFormat
  readonly locationName?: string
  readonly xmlNamespace?: { readonly uri: string }
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number }
}

export type Operation = {
  readonly method: string
  readonly uri: string
  readonly status?: number
  readonly input?: string
  readonly inputName?: string
  readonly output?: string
  readonly resultWrapper?: string
  readonly errors?: readonly string[]
}

export type Protocol = 'rest-json' | 'rest-xml' | 'query' | 'json' | 'ec2'

export type Model = {
  readonly service: string
  readonly source: string
  readonly apiVersion: string
  readonly protocol: Protocol
  /** What other clients of the same service speak. */
  readonly otherProtocols?: readonly Protocol[]
  /** The service was a query service once: its JSON errors carry the old codes in a header. */
  readonly queryCompatible?: boolean
  readonly jsonVersion?: string
  readonly targetPrefix?: string
  readonly xmlNamespace?: string
  readonly signingName?: string
  readonly endpointPrefix: string
  readonly operations: Readonly<Record<string, Operation>>
  readonly shapes: Readonly<Record<string, Shape>>
}

/** The shape behind a reference; a name that is not in the model is a broken model file. */
export const shapeOf = (model: Model, name: string): Shape => {
  const shape = model.shapes[name]
  if (shape === undefined) throw new Error(`${model.service}: no shape ${name} in the API model`)
  return shape
}

/** The input or output structure of an operation; an empty structure where the API has none. */
export const structureOf = (model: Model, name: string | undefined): Shape =>
  name === undefined ? { type: 'structure', members: {} } : shapeOf(model, name)
