import { ServiceError } from '../service.ts'

/** IAM's own wording of its common refusals; the codes are those of the API model. */

export const noRole = (name: string): ServiceError =>
  new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404)

export const noUser = (name: string): ServiceError =>
  new ServiceError('NoSuchEntity', `The user with name ${name} cannot be found.`, 404)

export const noUserPolicy = (name: string): ServiceError =>
  new ServiceError('NoSuchEntity', `The user policy with name ${name} cannot be found.`, 404)

export const noRolePolicy = (name: string): ServiceError =>
  new ServiceError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404)

export const noPolicy = (arn: string): ServiceError =>
  new ServiceError('NoSuchEntity', `Policy ${arn} was not found.`, 404)

export const notAttachable = (arn: string): ServiceError =>
  new ServiceError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404)

export const alreadyExists = (what: string): ServiceError =>
  new ServiceError('EntityAlreadyExists', `${what} already exists.`, 409)

export const limitExceeded = (reason: string): ServiceError =>
  new ServiceError('LimitExceeded', reason, 409)

export const deleteConflict = (reason: string): ServiceError =>
  new ServiceError('DeleteConflict', `Cannot delete entity, ${reason}`, 409)
