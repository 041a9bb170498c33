import type {
  CustomModelDeploymentSummary,
  GetCustomModelDeploymentCommandOutput,
} from '@aws-sdk/client-bedrock'
import type { DeploymentSummary, Deployments, DeploymentView } from '../ports/deployments.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { allPages, iso, newestFirst, present, tagList } from './values.ts'

export const deploymentsOf = (aws: AwsSession): Deployments => ({
  create: async ({ tags, ...deployment }) => {
    const answer = await aws.bedrock(
      {
        operation: 'CreateCustomModelDeployment',
        subject: subject(deployment.modelDeploymentName),
      },
      (client, sdk) =>
        client.send(
          new sdk.CreateCustomModelDeploymentCommand({ ...deployment, tags: [...tagList(tags)] }),
        ),
    )
    return { deploymentArn: answer.customModelDeploymentArn ?? '' }
  },
  find: (customModelDeploymentIdentifier) =>
    instead(
      aws
        .bedrock(
          {
            operation: 'GetCustomModelDeployment',
            subject: subject(customModelDeploymentIdentifier),
          },
          (client, sdk) =>
            client.send(
              new sdk.GetCustomModelDeploymentCommand({ customModelDeploymentIdentifier }),
            ),
        )
        .then(view),
      [NOT_FOUND],
      undefined,
    ),
  list: async (filter = {}) => {
    const summaries = await allPages((nextToken) =>
      aws.bedrock(
        { operation: 'ListCustomModelDeployments', subject: 'list of deployments' },
        async (client, sdk) => {
          const page = await client.send(
            new sdk.ListCustomModelDeploymentsCommand(newestFirst(filter, nextToken)),
          )
          return { items: page.modelDeploymentSummaries ?? [], next: page.nextToken }
        },
      ),
    )
    return summaries.map(summary)
  },
  update: async (customModelDeploymentIdentifier, modelArn) => {
    await aws.bedrock(
      {
        operation: 'UpdateCustomModelDeployment',
        subject: subject(customModelDeploymentIdentifier),
      },
      (client, sdk) =>
        client.send(
          new sdk.UpdateCustomModelDeploymentCommand({ customModelDeploymentIdentifier, modelArn }),
        ),
    )
  },
  delete: async (customModelDeploymentIdentifier) => {
    await aws.bedrock(
      {
        operation: 'DeleteCustomModelDeployment',
        subject: subject(customModelDeploymentIdentifier),
      },
      (client, sdk) =>
        client.send(
          new sdk.DeleteCustomModelDeploymentCommand({ customModelDeploymentIdentifier }),
        ),
    )
  },
})

const subject = (deploymentIdentifier: string): string => `deployment ${deploymentIdentifier}`

const summary = (deployment: CustomModelDeploymentSummary): DeploymentSummary => ({
  deploymentArn: deployment.customModelDeploymentArn ?? '',
  modelDeploymentName: deployment.customModelDeploymentName ?? '',
  modelArn: deployment.modelArn ?? '',
  status: deployment.status ?? 'Creating',
  createdAt: iso(deployment.createdAt),
})

const view = (deployment: GetCustomModelDeploymentCommandOutput): DeploymentView => ({
  deploymentArn: deployment.customModelDeploymentArn ?? '',
  modelDeploymentName: deployment.modelDeploymentName ?? '',
  modelArn: deployment.modelArn ?? '',
  status: deployment.status ?? 'Creating',
  createdAt: iso(deployment.createdAt),
  ...present({
    description: deployment.description,
    failureMessage: deployment.failureMessage,
    updateDetails: updateDetails(deployment),
  }),
})

const updateDetails = ({
  updateDetails: update,
}: GetCustomModelDeploymentCommandOutput): DeploymentView['updateDetails'] | undefined =>
  update?.modelArn === undefined || update.updateStatus === undefined
    ? undefined
    : { modelArn: update.modelArn, updateStatus: update.updateStatus }
