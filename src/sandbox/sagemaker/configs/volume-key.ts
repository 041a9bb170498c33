import type { Needed } from '../../iam/needed.ts'
import { disabled, noKey, pendingDeletion } from '../../kms/errors.ts'
import { lookUpKey } from '../../kms/find.ts'
import { throughService } from '../../kms/needs.ts'
import { optionalText } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import { refusal } from '../errors.ts'
import { arnOf, type ConfigRecord, readState } from '../state.ts'

const keyIdOf = (config: ConfigRecord | undefined): string | undefined =>
  config && optionalText(config.rest, 'KmsKeyId')

/**
 * What starting fleets takes of the key of their volumes: SageMaker makes a grant in the caller's name.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html (CreateEndpoint).
 */
export const volumeKeyNeeds = (call: Call, input: Input): readonly Needed[] => {
  if (call.operation !== 'CreateEndpoint' && call.operation !== 'UpdateEndpoint') return []
  const name = optionalText(input, 'EndpointConfigName') ?? ''
  const given = keyIdOf(readState(call).configs[arnOf(call, 'endpoint-config', name)])
  const key = given === undefined ? undefined : lookUpKey(call, given)
  if (key === undefined) return []
  return [throughService(call, { key, action: 'kms:CreateGrant', service: 'sagemaker' })]
}

/** Refuses a key that is not there or does not work now, in the words of KMS; SageMaker's are not known. */
export const checkVolumeKey = (call: Call, config: ConfigRecord): void => {
  const given = keyIdOf(config)
  if (given === undefined) return
  const key = lookUpKey(call, given)
  if (key === undefined) throw refusal.validation(noKey(given).message)
  if (key.deletionAt !== undefined) throw refusal.validation(pendingDeletion(key.arn).message)
  if (!key.isEnabled) throw refusal.validation(disabled(key.arn).message)
}
