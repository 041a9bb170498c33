import { ServiceError } from '../service.ts'

/** An S3 error may carry headers: the region of a bucket that is somewhere else. */
export class S3Error extends ServiceError {
  override readonly headers: Readonly<Record<string, string>>
  constructor(
    code: string,
    message: string,
    about: {
      readonly status?: number
      readonly members?: Readonly<Record<string, unknown>>
      readonly headers?: Readonly<Record<string, string>>
    } = {},
  ) {
    super(code, message, about.status ?? STATUS[code] ?? 400, about.members ?? {})
    this.headers = about.headers ?? {}
  }
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const STATUS: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  BucketAlreadyExists: 409,
  BucketAlreadyOwnedByYou: 409,
  BucketNotEmpty: 409,
  InvalidRange: 416,
  NoSuchBucket: 404,
  NoSuchBucketPolicy: 404,
  NoSuchKey: 404,
  NoSuchPublicAccessBlockConfiguration: 404,
  NoSuchTagSet: 404,
  NoSuchUpload: 404,
  NotModified: 304,
  OwnershipControlsNotFoundError: 404,
  PermanentRedirect: 301,
  PreconditionFailed: 412,
}
