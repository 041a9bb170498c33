import { ServiceError } from '../service.ts'

/**
 * Refusals of SageMaker. Most arrive as ValidationException, which the API model does not declare;
 * missing endpoints too. Texts are the service's where public reports quote them.
 */
export const refusal = {
  validation: (message: string) => new ServiceError('ValidationException', message, 400),
  limit: (message: string) => new ServiceError('ResourceLimitExceeded', message, 400),
  inProgress: (arn: string) =>
    new ServiceError('ValidationException', `Cannot update in-progress endpoint "${arn}".`, 400),
  missing: (what: string, arn: string) =>
    new ServiceError('ValidationException', `Could not find ${what} "${arn}".`, 400),
  existing: (what: string, arn: string) =>
    new ServiceError(
      'ValidationException',
      `Cannot create already existing ${what} "${arn}".`,
      400,
    ),
}

/** Refusals of the runtime, whose codes have other names. */
export const runtimeRefusal = {
  validation: (message: string) => new ServiceError('ValidationError', message, 400),
  unavailable: (message: string) => new ServiceError('ServiceUnavailable', message, 503),
  notReady: (message: string) => new ServiceError('ModelNotReadyException', message, 429),
  throttled: (message: string) => new ServiceError('ThrottlingException', message, 400),
  /** The container answered something other than 2xx, or nothing: 424 to the caller. */
  model: (status: number, said: string, logStreamArn: string) =>
    new ServiceError(
      'ModelError',
      `Received ${status >= 500 ? 'server' : 'client'} error (${status}) from primary with message "${said}". See ${logStreamArn} in the account's CloudWatch logs for more information.`,
      424,
      { OriginalStatusCode: status, OriginalMessage: said, LogStreamArn: logStreamArn },
    ),
}
