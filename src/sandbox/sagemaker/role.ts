import { ServiceError } from '../service.ts'
import { refusal } from './errors.ts'
import type { Ground } from './state.ts'

/** The service that assumes execution roles. */
const PRINCIPAL = 'sagemaker.amazonaws.com'

/**
 * Refuses a role that SageMaker cannot assume: missing, another account's, or not trusting it.
 * `sourceArn` is what the role is for, which a trust policy may ask for.
 */
export const checkRole = (ground: Ground, roleArn: unknown, sourceArn?: string): void => {
  if (roleArn === undefined) return
  const arn = String(roleArn)
  if (!arn.includes(`::${ground.accountId}:`)) {
    throw new ServiceError('AccessDeniedException', `Cross-account pass role is not allowed.`, 400)
  }
  const context = {
    'aws:SourceAccount': ground.accountId,
    'aws:SourceArn': sourceArn ?? `arn:aws:sagemaker:${ground.region}:${ground.accountId}:*`,
  }
  if (ground.neighbours.roles.trusts(arn, PRINCIPAL, context)) return
  throw refusal.validation(
    `Could not assume role ${arn}. Please ensure that the role exists and allows principal '${PRINCIPAL}' to assume the role.`,
  )
}
