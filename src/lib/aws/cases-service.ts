import type { Case, Situation } from './case.ts'

const refused = ({ serviceName, operation, subject }: Situation): string =>
  `${serviceName} refused ${operation} (${subject}).`

const missing = ({ serviceName, subject }: Situation): string =>
  `${serviceName} has no ${subject} here.`

const INVALID =
  /^(ValidationException|ValidationError|InvalidParameterException|ParamValidationError)$/

/** The service answered, and did not do it. */
export const SERVICE_CASES: readonly Case[] = [
  {
    id: 'MLC-AWS-031',
    kind: 'temporary',
    name: /^(Throttl\w*|TooManyRequests\w*|RequestLimitExceeded|BandwidthLimitExceeded|SlowDown|RequestThrottled\w*|PriorRequestNotComplete|ProvisionedThroughputExceededException)$/,
    says: ({ serviceName, subject }) => `${serviceName} answers too many requests (${subject}).`,
    hint: () => 'Run the same line again in a minute; other callers of the account count too.',
  },
  {
    id: 'MLC-AWS-021',
    kind: 'state',
    text: /provided model identifier is invalid/i,
    says: ({ subject }) => `Amazon Bedrock does not know the ${subject} in this region.`,
    hint: () =>
      'Check the region and the exact id (with its context suffix): mlctl finetune models lists them.',
  },
  {
    id: 'MLC-AWS-022',
    kind: 'state',
    text: /on-demand throughput isn.t supported/i,
    says: ({ subject }) => `The ${subject} cannot be called by its bare id.`,
    hint: () => 'Use the id of an inference profile: us.<id>, or global.<id>.',
  },
  {
    id: 'MLC-AWS-027',
    kind: 'state',
    name: /^(ModelNotReadyException)$/,
    says: ({ subject }) => `The ${subject} is not ready yet.`,
    hint: () => 'Wait until it is: mlctl deployment list and mlctl throughput list show it.',
  },
  {
    id: 'MLC-AWS-028',
    kind: 'state',
    name: INVALID,
    text: /could not (validate|assume|access)|S3 perms missing|cannot pull|execution role ARN .* is invalid|role .*(cannot be assumed|unable to assume|assume)/i,
    says: ({ subject }) => `The role or its access to the data does not suffice (${subject}).`,
    hint: () => 'mlctl iam check names what is missing; a role made just now needs some seconds.',
  },
  {
    id: 'MLC-AWS-020',
    kind: 'state',
    name: /^NoSuchBucket$/,
    says: ({ subject }) => `There is no bucket for the ${subject}.`,
    hint: () => 'Check the name; mlctl finetune run makes a bucket when it is absent.',
  },
  {
    id: 'MLC-AWS-020',
    kind: 'state',
    name: /^(ResourceNotFound\w*|Invalid\w+\.NotFound|NoSuch\w*|NotFound|NotFoundException|EntityNotFoundException|404)$/,
    says: missing,
  },
  {
    id: 'MLC-NET-004',
    kind: 'state',
    name: INVALID,
    text: /\b(VPC config|subnets?\b.*(does not exist|not found|invalid)|security groups?\b.*(does not exist|not found|invalid))/i,
    says: ({ serviceName, subject }) =>
      `${serviceName} does not take the network of the ${subject}.`,
    hint: () => 'Subnets and security groups must exist in this region, all in one VPC.',
  },
  {
    id: 'MLC-AWS-020',
    kind: 'state',
    text: /^could not find|^cannot find|does not exist/i,
    name: INVALID,
    says: missing,
  },
  {
    id: 'MLC-AWS-025',
    kind: 'state',
    name: /^(PermanentRedirect|TemporaryRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|301)$/,
    says: ({ subject, fault }) =>
      `The ${subject} is in another region${fault.bucketRegion === undefined ? '' : `, ${fault.bucketRegion}`}.`,
    hint: ({ fault }) =>
      fault.bucketRegion === undefined
        ? 'Use a bucket of the region you work in, or pass --region.'
        : `Use a bucket of the region you work in, or pass --region ${fault.bucketRegion}.`,
  },
  {
    id: 'MLC-AWS-029',
    kind: 'state',
    name: /^BucketAlreadyExists$/,
    says: ({ subject }) => `The name is taken: the ${subject} belongs to another account.`,
    hint: () => 'Bucket names are unique in all of AWS: choose another.',
  },
  {
    id: 'MLC-AWS-023',
    kind: 'gate',
    name: /^(ServiceQuotaExceeded\w*|LimitExceeded\w*|TooManyTagsException|TooManyBuckets|QuotaExceeded\w*)$/,
    says: ({ operation, subject }) => `A quota of this account forbids ${operation} (${subject}).`,
    hint: ({ serviceName }) =>
      `Delete what is no longer needed, or ask for more: Service Quotas console, ${serviceName}.`,
  },
  {
    id: 'MLC-AWS-024',
    kind: 'state',
    name: /^(Conflict\w*|EntityAlreadyExists\w*|AlreadyExistsException|ResourceInUse\w*|ResourceConflictException|BucketAlreadyOwnedByYou|DeleteConflict\w*|OperationAborted|ConcurrentModification\w*|PreconditionFailed|409)$/,
    says: ({ operation, subject }) =>
      `${operation} conflicts with what is there already (${subject}).`,
  },
  {
    id: 'MLC-AWS-032',
    kind: 'temporary',
    name: /^(Internal\w*|ServiceUnavailable\w*|ServiceFailure\w*|ModelTimeoutException|ModelStreamErrorException|ModelErrorException|DependencyTimeout\w*|503)$/,
    says: ({ serviceName, operation }) => `${serviceName} failed at ${operation}; it is not you.`,
    hint: () => 'Run the same line again in a minute.',
  },
  {
    id: 'MLC-AWS-032',
    kind: 'temporary',
    status: (status) => status >= 500,
    says: ({ serviceName, operation }) => `${serviceName} failed at ${operation}; it is not you.`,
    hint: () => 'Run the same line again in a minute.',
  },
  {
    id: 'MLC-AWS-033',
    kind: 'temporary',
    // An HTML page where JSON or XML was due, or members of another form: something else answers.
    name: /^(SyntaxError|TypeError|RangeError|Error)$/,
    text: /Unexpected token|is not valid JSON|Deserialization error|Unexpected (close|closing) tag/i,
    says: ({ serviceName, endpoint }) =>
      `${endpoint ?? serviceName} answered something that is no ${serviceName} reply.`,
    hint: ({ endpoint }) =>
      endpoint === undefined
        ? 'A gateway or proxy may have answered instead: run the same line again in a minute.'
        : 'Check that this endpoint speaks the AWS protocols.',
    quiet: true,
  },
  {
    id: 'MLC-AWS-031',
    kind: 'temporary',
    status: (status) => status === 429,
    says: ({ serviceName, subject }) => `${serviceName} answers too many requests (${subject}).`,
    hint: () => 'Run the same line again in a minute; other callers of the account count too.',
  },
  { id: 'MLC-AWS-020', kind: 'state', status: (status) => status === 404, says: missing },
  {
    id: 'MLC-AWS-025',
    kind: 'state',
    status: (status) => status === 301,
    says: ({ subject, fault }) =>
      `The ${subject} is in another region${fault.bucketRegion === undefined ? '' : `, ${fault.bucketRegion}`}.`,
    hint: () => 'Use a bucket of the region you work in, or pass --region.',
  },
  {
    id: 'MLC-AWS-034',
    kind: 'state',
    status: (status) => status >= 400 && status < 500,
    says: refused,
  },
]
