import type { Ports } from '../../ports/all.ts'

/** One thing that serves a custom model. */
export type ModelUse = { readonly arn: string; readonly name: string; readonly status: string }

/** Everything that serves a custom model now, or is about to. */
export const usesOf = async (
  ports: Pick<Ports, 'deployments' | 'provisionedModels'>,
  modelArn: string,
): Promise<{ deployments: readonly ModelUse[]; throughput: readonly ModelUse[] }> => {
  const [deployments, purchases] = await Promise.all([
    ports.deployments.list({ modelArnEquals: modelArn }),
    // Unfiltered: the service's filter does not say whether it counts the model being put in place.
    ports.provisionedModels.list(),
  ])
  return {
    deployments: deployments.map((one) => ({
      arn: one.deploymentArn,
      name: one.modelDeploymentName,
      status: one.status,
    })),
    throughput: purchases
      .filter((one) => one.modelArn === modelArn || one.desiredModelArn === modelArn)
      .map((one) => ({
        arn: one.provisionedModelArn,
        name: one.provisionedModelName,
        status: one.status,
      })),
  }
}
