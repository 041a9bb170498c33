import type { ObjectAddress, PutOptions } from '../ports/objects.ts'
import { present } from './values.ts'

/** An object as messages name it. */
export const objectSubject = ({ bucket, key }: ObjectAddress): string =>
  `object s3://${bucket}/${key}`

type PutInput = {
  Bucket: string
  Key: string
  ContentType?: string
  Metadata?: Record<string, string>
  ServerSideEncryption?: 'aws:kms'
  SSEKMSKeyId?: string
}

/** What PutObject and CreateMultipartUpload have in common. */
export const putInput = ({ bucket, key }: ObjectAddress, options: PutOptions = {}): PutInput => ({
  Bucket: bucket,
  Key: key,
  ...present({
    ContentType: options.contentType,
    Metadata: options.metadata && { ...options.metadata },
    ServerSideEncryption: options.kmsKeyArn === undefined ? undefined : ('aws:kms' as const),
    SSEKMSKeyId: options.kmsKeyArn,
  }),
})
