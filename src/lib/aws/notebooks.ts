import type {
  DescribeNotebookInstanceCommandOutput,
  NotebookInstanceSummary,
} from '@aws-sdk/client-sagemaker'
import type { NotebookSummary, Notebooks, NotebookView } from '../ports/notebooks.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { newest } from './sagemaker-lists.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

export const notebooksOf = (aws: AwsSession): Notebooks => ({
  list: async () => {
    const found = await allPages((NextToken) =>
      aws.sageMaker(
        { operation: 'ListNotebookInstances', subject: 'list of notebook instances' },
        async (client, sdk) => {
          const page = await client.send(
            new sdk.ListNotebookInstancesCommand(newest({}, NextToken)),
          )
          return { items: page.NotebookInstances ?? [], next: page.NextToken }
        },
      ),
    )
    return found.map(summary)
  },
  find: (NotebookInstanceName) =>
    instead(
      aws
        .sageMaker(
          {
            operation: 'DescribeNotebookInstance',
            subject: `notebook instance ${NotebookInstanceName}`,
          },
          (client, sdk) =>
            client.send(new sdk.DescribeNotebookInstanceCommand({ NotebookInstanceName })),
        )
        .then(view),
      [NOT_FOUND],
      undefined,
    ),
})

const summary = (
  notebook: NotebookInstanceSummary | DescribeNotebookInstanceCommandOutput,
): NotebookSummary => ({
  name: notebook.NotebookInstanceName ?? '',
  arn: notebook.NotebookInstanceArn ?? '',
  status: notebook.NotebookInstanceStatus ?? '',
})

/** Internet access and root access are on unless they were turned off (API model). */
const view = (notebook: DescribeNotebookInstanceCommandOutput): NotebookView => ({
  ...summary(notebook),
  instanceType: notebook.InstanceType ?? '',
  hasDirectInternetAccess: notebook.DirectInternetAccess !== 'Disabled',
  hasRootAccess: notebook.RootAccess !== 'Disabled',
  ...present({
    kmsKeyId: notebook.KmsKeyId,
    subnetId: notebook.SubnetId,
    minimumMetadataVersion:
      notebook.InstanceMetadataServiceConfiguration?.MinimumInstanceMetadataServiceVersion,
  }),
})
