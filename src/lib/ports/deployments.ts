/** Bedrock: on-demand deployments of custom models (no idle cost). */
export interface Deployments {
  create(deployment: NewDeployment): Promise<{ readonly deploymentArn: string }>
  /** By ARN or name; undefined when there is none. */
  find(deploymentIdentifier: string): Promise<DeploymentView | undefined>
  list(filter?: {
    readonly nameContains?: string
    readonly modelArnEquals?: string
  }): Promise<readonly DeploymentSummary[]>
  update(deploymentIdentifier: string, modelArn: string): Promise<void>
  delete(deploymentIdentifier: string): Promise<void>
}

export type NewDeployment = {
  readonly modelDeploymentName: string
  readonly modelArn: string
  readonly description?: string
  readonly clientRequestToken: string
  readonly tags: Readonly<Record<string, string>>
}

export type DeploymentSummary = {
  readonly deploymentArn: string
  readonly modelDeploymentName: string
  readonly modelArn: string
  readonly status: 'Creating' | 'Active' | 'Failed'
  readonly createdAt: string
}

export type DeploymentView = DeploymentSummary & {
  readonly description?: string
  readonly failureMessage?: string
  readonly updateDetails?: {
    readonly modelArn: string
    readonly updateStatus: 'Updating' | 'UpdateCompleted' | 'UpdateFailed'
  }
}
