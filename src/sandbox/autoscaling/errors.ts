import { ServiceError } from '../service.ts'
import type { TargetName } from './state.ts'

/** Refusals by the codes of the Application Auto Scaling API model. */
export const refusal = {
  validation: (message: string) => new ServiceError('ValidationException', message),
  notFound: (message: string) => new ServiceError('ObjectNotFoundException', message),
  unknownResource: (message: string, arn: string) =>
    new ServiceError('ResourceNotFoundException', message, 400, { ResourceName: arn }),
  tooManyTags: (message: string, arn: string) =>
    new ServiceError('TooManyTagsException', message, 400, { ResourceName: arn }),
  token: () => new ServiceError('InvalidNextTokenException', 'The next token is invalid.'),
  noTarget: ({ namespace, resourceId, dimension }: TargetName) =>
    new ServiceError(
      'ObjectNotFoundException',
      `No scalable target found for service namespace: ${namespace}, resource ID: ${resourceId}, scalable dimension: ${dimension}`,
    ),
}
