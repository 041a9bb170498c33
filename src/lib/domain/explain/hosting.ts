import type { Explanation } from './rows.ts'

/** What SageMaker hosting refuses, and what `mlctl endpoint` refuses before it is asked. */
export const HOSTING_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-HOST-001',
    title: 'The endpoint is busy',
    means:
      'SageMaker takes one change of an endpoint at a time: an update, a weight change, the autoscaler or AWS maintenance is under way.',
    fix: 'Wait for it: mlctl endpoint show <name> --wait. Nothing was changed by the refused call.',
  },
  {
    id: 'MLC-HOST-002',
    title: 'The name is taken',
    means: 'A model, endpoint config or endpoint of this name exists already.',
    fix: 'Take another name, or use the thing that is there.',
  },
  {
    id: 'MLC-HOST-003',
    title: 'Automatic scaling must end first',
    means:
      'A variant that is deleted is a scalable target of Application Auto Scaling, which the caller may not deregister.',
    fix: 'Allow application-autoscaling:DeregisterScalableTarget to the caller.',
  },
  {
    id: 'MLC-HOST-004',
    title: 'Managed instance scaling needs inference components',
    means: 'ManagedInstanceScaling is for variants without a model, whose models are components.',
    fix: 'Leave ManagedInstanceScaling or ModelName out of the variant.',
  },
  {
    id: 'MLC-HOST-005',
    title: 'A quota of SageMaker is used up',
    means: 'The account has a limit per instance type, of endpoints, and of instances in total.',
    fix: 'Take fewer or other instances, or ask for more in the Service Quotas console.',
  },
  {
    id: 'MLC-HOST-006',
    title: 'No such variant',
    means: 'The endpoint config in force has no production variant of this name.',
    fix: 'See mlctl endpoint show <name>.',
  },
  {
    id: 'MLC-HOST-007',
    title: 'The model is not loaded yet',
    means: 'A multi-model, serverless or scaled-in model starts at its first call.',
    fix: 'Try again in a minute; keep provisioned concurrency or an instance where that is too slow.',
  },
  {
    id: 'MLC-HOST-008',
    title: 'Two changes of scaling at once',
    means: 'Application Auto Scaling was changing the same resource.',
    fix: 'Run the same line again in a minute.',
  },
  {
    id: 'MLC-HOST-009',
    title: 'Application Auto Scaling cannot reach the endpoint',
    means: 'Its service-linked role is missing or may not describe what it scales.',
    fix: 'Allow iam:CreateServiceLinkedRole once, or make AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint.',
  },
  {
    id: 'MLC-HOST-010',
    title: 'The model failed',
    means: 'The container behind the endpoint answered with an error of its own, or not in time.',
    fix: 'Read its log: CloudWatch log group /aws/sagemaker/Endpoints/<endpoint>.',
  },
  {
    id: 'MLC-HOST-011',
    title: 'No copy of the inference component runs',
    means:
      'It is scaled to zero, or its first copy is still starting. The refused call is counted, and an alarm on that count starts a copy where mlctl endpoint autoscale has set one.',
    fix: 'Try again in some minutes, or keep one copy: mlctl endpoint autoscale --component <name> --min 1.',
  },
]
