import type { NewCustomizationJob } from '../../ports/customization-jobs.ts'
import { clientToken, digestOf } from '../core/digest.ts'
import { attemptName } from './names.ts'

/**
 * All that decides what a training makes and where. Equal content is the same training: it is
 * attached to, not paid twice. Tags are left out: they change no model.
 */
export type JobContent = {
  readonly account: string
  readonly region: string
  readonly name: string
  /** SHA-256 of the bytes; for objects that others uploaded, their ETag and size. */
  readonly data: { readonly train: string; readonly validation?: string }
  readonly baseModelIdentifier: string
  readonly customizationType: NewCustomizationJob['customizationType']
  readonly hyperParameters: Readonly<Record<string, string>>
  readonly roleArn: string
  readonly trainingS3Uri: string
  readonly validationS3Uri?: string
  readonly outputS3Uri: string
  readonly customModelKmsKeyId?: string
  readonly vpcConfig?: NonNullable<NewCustomizationJob['vpcConfig']>
}

export type JobIdentity = {
  readonly jobName: string
  readonly customModelName: string
  readonly clientRequestToken: string
}

/** Names and token of one attempt at a training; the same on every machine. */
export const identityOf = (content: JobContent, attempt: number): JobIdentity => {
  const name = attemptName(content.name, digestOf(content), attempt)
  return {
    jobName: name,
    customModelName: name,
    clientRequestToken: clientToken({ content, attempt }),
  }
}

/** The request of one attempt. */
export const jobOf = (
  content: JobContent,
  attempt: number,
  tags: Readonly<Record<string, string>>,
): NewCustomizationJob => {
  const { account: _account, region: _region, name: _name, data: _data, ...request } = content
  return { ...request, ...identityOf(content, attempt), tags }
}
