import { ServiceError } from '../service.ts'
import { refusal } from './errors.ts'
import type { Ground } from './state.ts'

/** The service that assumes execution roles. */
const PRINCIPAL = 'sagemaker.amazonaws.com'

/** Whether SageMaker may assume a role now; `sourceArn` is what for. */
export const isAssumable = (
  { neighbours, accountId, region }: Ground,
  roleArn: string,
  sourceArn?: string,
): boolean =>
  neighbours.roles.trusts(roleArn, PRINCIPAL, {
    'aws:SourceAccount': accountId,
    'aws:SourceArn': sourceArn ?? `arn:aws:sagemaker:${region}:${accountId}:*`,
  })

/** What hosting says of such a role: hashicorp/terraform-provider-aws, service/sagemaker/endpoint.go. */
export const invalidRole = (roleArn: string): string =>
  `The execution role ARN "${roleArn}" is invalid. Please ensure that the role exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "${PRINCIPAL}".`

const checkAccount = ({ accountId }: Ground, arn: string): void => {
  if (arn.includes(`::${accountId}:`)) return
  throw new ServiceError('AccessDeniedException', 'Cross-account pass role is not allowed.', 400)
}

/**
 * Refuses a role that SageMaker cannot assume: missing, another account's, or not trusting it.
 * `sourceArn` is what the role is for, which a trust policy may ask for.
 * Text: awslabs/predictive-maintenance-using-machine-learning#3.
 */
export const checkRole = (ground: Ground, roleArn: unknown, sourceArn?: string): void => {
  if (roleArn === undefined) return
  const arn = String(roleArn)
  checkAccount(ground, arn)
  if (isAssumable(ground, arn, sourceArn)) return
  throw refusal.validation(
    `Could not assume role ${arn}. Please ensure that the role exists and allows principal '${PRINCIPAL}' to assume the role.`,
  )
}

/** The same for hosting, which has other words. */
export const checkHostingRole = (ground: Ground, roleArn: unknown): void => {
  if (roleArn === undefined) return
  const arn = String(roleArn)
  checkAccount(ground, arn)
  if (!isAssumable(ground, arn)) throw refusal.validation(invalidRole(arn))
}
