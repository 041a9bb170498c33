import { ServiceError } from '../service.ts'

/** Refusals by the codes of the CloudWatch API model; texts follow the service's. */
export const refusal = {
  validation: (message: string) => new ServiceError('ValidationError', message),
  value: (message: string) => new ServiceError('InvalidParameterValue', message),
  combination: (message: string) => new ServiceError('InvalidParameterCombination', message),
  missing: (message: string) => new ServiceError('MissingParameter', message),
  format: (message: string) => new ServiceError('InvalidFormat', message),
  limit: (message: string) => new ServiceError('LimitExceeded', message),
  notFound: (message: string) => new ServiceError('ResourceNotFound', message, 404),
  unknownResource: (message: string) => new ServiceError('ResourceNotFoundException', message, 404),
  token: () => new ServiceError('InvalidNextToken', 'The next token specified is invalid.'),
}
