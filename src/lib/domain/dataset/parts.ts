/** S3 takes at most this many parts, of at least 5 MiB (S3 user guide, multipart limits). */
const MAX_PARTS = 10_000
const MIB = 1024 * 1024
/** Larger parts bring no speed (measured), smaller ones cost requests. */
const MIN_PART_BYTES = 8 * MIB

export type Part = {
  /** From 1. */
  readonly partNumber: number
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

/** Bytes per part: 8 MiB, or as many whole MiB as keep the number of parts within S3's limit. */
export const partSizeOf = (sizeBytes: number): number =>
  Math.max(MIN_PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS / MIB) * MIB)

/** The parts that a file of this size is sent in. */
export const partsOf = (sizeBytes: number, partSize: number): readonly Part[] =>
  Array.from({ length: Math.ceil(sizeBytes / partSize) }, (_, i) => ({
    partNumber: i + 1,
    start: i * partSize,
    end: Math.min(sizeBytes, (i + 1) * partSize),
  }))

/** What Bedrock takes as an S3 URI (API model, S3Uri): far fewer characters than S3 itself. */
const KEY = /^[-!_*'().a-zA-Z0-9]+(?:\/[-!_*'().a-zA-Z0-9]+)*$/
const BUCKET = /^[a-z0-9][-.a-z0-9]{1,61}[a-z0-9]$/
const MAX_URI = 1_024

/** What is wrong with an object's address for a customization job; undefined when nothing is. */
export const addressProblem = (bucket: string, key: string): string | undefined => {
  if (!BUCKET.test(bucket)) return `the bucket name ${bucket} is not one that Bedrock takes`
  if (`s3://${bucket}/${key}`.length > MAX_URI)
    return `the URI is longer than ${MAX_URI} characters`
  if (KEY.test(key)) return undefined
  const [bad] = /[^-!_*'().a-zA-Z0-9/]/u.exec(key) ?? []
  return bad === undefined
    ? 'the key has an empty part (two slashes, or one at an end)'
    : `the key has "${bad}"; Bedrock takes letters, digits and - ! _ * ' ( ) . /`
}
