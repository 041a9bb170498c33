/** The parts of `arn:partition:service:region:account:resource`. */
export type Arn = {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

/** Undefined when the text is no ARN. */
export const parseArn = (text: string): Arn | undefined => {
  const match = /^arn:([a-z-]+):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws)?:(.+)$/.exec(text)
  if (!match) return undefined
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match
  return { partition, service, region, account, resource }
}

/** `s3://bucket/key` split; undefined when it is no S3 URI. The key may be empty. */
export const parseS3Uri = (uri: string): { bucket: string; key: string } | undefined => {
  const match = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri)
  return match ? { bucket: match[1] ?? '', key: match[2] ?? '' } : undefined
}
