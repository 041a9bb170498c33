/**
 * Models customized before this day cannot be deployed on demand:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/deploy-custom-model-on-demand.html
 */
export const ON_DEMAND_SINCE = '2025-07-16'

/** Service Quotas codes (service `bedrock`) for on-demand deployments. */
export const DEPLOYMENT_QUOTAS = {
  total: { quotaCode: 'L-1EF80F3E', quotaName: 'custom model deployments', default: 10 },
  inProgress: { quotaCode: 'L-430C95DD', quotaName: 'deployments being created', default: 2 },
} as const

/** What decides whether a custom model can be deployed; undefined where nothing is known. */
export type DeployCandidate = {
  readonly modelName: string
  readonly modelStatus: string
  readonly customizedAt: string
  readonly baseName: string
  readonly baseOnDemand: boolean | undefined
  readonly baseEndOfLife: string | undefined
}

/** Why Bedrock would refuse an on-demand deployment; empty when nothing speaks against it. */
export const deployObjections = (model: DeployCandidate, today: string): readonly string[] => {
  const objections: string[] = []
  if (model.modelStatus !== 'Active') {
    objections.push(`${model.modelName} is ${model.modelStatus}, not Active.`)
  }
  if (model.customizedAt.slice(0, 10) < ON_DEMAND_SINCE) {
    objections.push(
      `${model.modelName} was customized on ${model.customizedAt.slice(0, 10)}, ` +
        `on-demand deployment needs ${ON_DEMAND_SINCE} or later.`,
    )
  }
  if (model.baseOnDemand === false) {
    objections.push(`AWS offers no on-demand deployment for custom models of ${model.baseName}.`)
  }
  if (model.baseEndOfLife !== undefined && model.baseEndOfLife.slice(0, 10) <= today) {
    objections.push(`${model.baseName} reached its end of life on ${model.baseEndOfLife}.`)
  }
  return objections
}
