import { ServiceError } from '../service.ts'

/** Refusals by the codes and HTTP statuses of the Bedrock API model; texts are the service's. */
export const refusal = {
  validation: (message: string) => new ServiceError('ValidationException', message, 400),
  notFound: (message: string) => new ServiceError('ResourceNotFoundException', message, 404),
  denied: (message: string) => new ServiceError('AccessDeniedException', message, 403),
  conflict: (message: string) => new ServiceError('ConflictException', message, 400),
  quota: (message: string) => new ServiceError('ServiceQuotaExceededException', message, 400),
  tooManyTags: (message: string, resourceName: string) =>
    new ServiceError('TooManyTagsException', message, 400, { resourceName }),
  notReady: (message: string) => new ServiceError('ModelNotReadyException', message, 429),
}

/** The text for an id that is unknown, of another region, or past its end of life (F1 of the AWS troubleshooting page). */
export const INVALID_MODEL = 'The provided model identifier is invalid.'
