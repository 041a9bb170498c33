import type { ObjectHeaders } from './s3/records.ts'
import type { Alarms, Hosting, Scaling } from './sagemaker/hosting.ts'

/**
 * The inside of the sandbox: what a service implementation gets and gives. The engine decodes a wire
 * request into `input`, checks it against the API model, calls the operation, and encodes the output;
 * a service never sees HTTP.
 */

/** A decoded API value: plain JSON, plus Date for timestamps and Uint8Array for blobs. */
export type Value = unknown
export type Input = Readonly<Record<string, Value>>
export type Output = Readonly<Record<string, Value>>

/** One call, as a service sees it. */
export type Call = {
  readonly service: string
  readonly operation: string
  readonly region: string
  readonly accountId: string
  /** Who signed the request; signatures are read, never verified. */
  readonly caller: { readonly arn: string; readonly userId: string; readonly accessKeyId: string }
  readonly requestId: string
  /** What the client called, as its Host says: addresses in answers lead back there. */
  readonly host?: string
  readonly clock: SandboxClock
  readonly documents: Documents
  readonly neighbours: Neighbours
  /** What drives every random choice here; the same seed gives the same identifiers and answers. */
  readonly seed?: string
  /** Command of the container engine that may run jobs (`docker`, `podman`); absent: none may. */
  readonly containerEngine?: string
}

/**
 * The value of a streaming blob member of an input (PutObject's Body): read it once. `trailers` are
 * complete after the last byte: lower-case names, e.g. the checksum an SDK appends to a stream.
 * A streaming member of an output may be a Uint8Array or any AsyncIterable of them.
 */
export type BodyStream = AsyncIterable<Uint8Array> & {
  readonly trailers: ReadonlyMap<string, string>
}

/**
 * Time in the sandbox: its own, which all timestamps are in. It may run faster than the wall clock,
 * stand still, or leap when somebody waits by it.
 */
export type SandboxClock = {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** How many milliseconds of this time a process takes that takes `seconds` on AWS; 0 when `instant`. */
  duration(seconds: number): number
}

/** Named JSON documents in the state directory: read fresh, written atomically under a lock. */
export type Documents = {
  /** The document as it is on disk now, or `initial` when there is none. Do not mutate it. */
  read<T>(name: string, initial: T): T
  /**
   * Changes a document: `change` gets a private copy, mutates it and may return a result. Atomic
   * against other processes; `change` must be quick and must not call `update` again.
   */
  update<T, R>(name: string, initial: T, change: (document: T) => R): R
}

/** What a service wants to do in the name of a role. */
export type RoleAsk = {
  readonly action: string
  /** ARN, or `*`. */
  readonly resource: string
  /** Name of the session, as the service names its own: `SageMaker`. */
  readonly session?: string
  readonly region?: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
}

/** What one service may ask of another without going over the wire. */
export type Neighbours = {
  readonly roles: {
    /** Undefined while the role does not exist or, with the `iamDelay` fault, has not propagated. */
    find(roleArn: string): { readonly roleName: string; readonly createdAt: number } | undefined
    /** Whether the trust policy lets `service` (e.g. bedrock.amazonaws.com) assume it in this context. */
    trusts(roleArn: string, service: string, context: Readonly<Record<string, string>>): boolean
    /** Whether inline and attached policies (boundary included) allow the action on the resource. */
    allows(
      roleArn: string,
      action: string,
      resource: string,
      context?: Readonly<Record<string, string>>,
    ): boolean
    /**
     * AWS's sentence for what stands in the way of a role that acts for a service: its own policies
     * and boundary, those of the organization, of the bucket and of the keys behind it. Undefined
     * when nothing does.
     */
    refusal(roleArn: string, ask: RoleAsk): string | undefined
  }
  readonly objects: {
    /** A bucket of any account: whether somebody may use it is for policies to say. */
    bucket(name: string): { readonly region: string } | undefined
    head(bucket: string, key: string): { readonly size: number; readonly etag: string } | undefined
    /** The headers that an object keeps, its encryption among them. */
    headers(bucket: string, key: string): ObjectHeaders | undefined
    /** Path of the file that holds the object's bytes: read it as a stream. */
    path(bucket: string, key: string): string | undefined
    put(bucket: string, key: string, body: Uint8Array, contentType?: string): void
    list(bucket: string, prefix: string): readonly string[]
  }
  /** SageMaker endpoints and what they did; alarms and scaling of them. */
  readonly hosting: Hosting
  readonly alarms: Alarms
  readonly scaling: Scaling
  readonly network: {
    /** Why these cannot serve together (missing, or of several VPCs), in words; undefined when they can. */
    refusal(
      region: string,
      vpc: { readonly subnetIds: readonly string[]; readonly groupIds: readonly string[] },
    ): string | undefined
    /** Condition keys of requests to S3 out of these subnets: the VPC and the endpoint, if it has one. */
    originKeys(region: string, subnetIds: readonly string[]): Readonly<Record<string, string>>
  }
  /** The applied value of a service quota; defaults come from the quota table. */
  quota(serviceCode: string, quotaCode: string): number
}

/** An implementation of one AWS service: one function per operation, by the API's own names. */
export type Service = {
  /** As in the API-model file name: `bedrock`, `bedrock-runtime`, `s3`, `service-quotas`. */
  readonly name: string
  readonly operations: Readonly<
    Record<string, (call: Call, input: Input) => Output | Promise<Output>>
  >
}

/** An error as the API declares it; the engine words it in the service's protocol. */
export class ServiceError extends Error {
  readonly code: string
  readonly status: number
  /** Further members of the error shape, if it has any. */
  readonly members: Readonly<Record<string, unknown>>
  /** Response headers that go with this error (S3 names the bucket's region in one). */
  readonly headers: Readonly<Record<string, string>> = {}
  constructor(
    code: string,
    message: string,
    status = 400,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
    this.name = 'ServiceError'
    this.code = code
    this.status = status
    this.members = members
  }
}
