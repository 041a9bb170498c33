import type { Explanation } from './rows.ts'

/** What `mlctl endpoint` refuses, and how endpoints end. */
export const ENDPOINT_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-HOST-020',
    title: 'The scaling policy of an alarm is missing',
    means: 'The alarm that wakes a component runs a policy, which was removed meanwhile.',
    fix: 'Run the same mlctl endpoint autoscale line again: it makes both.',
  },
  {
    id: 'MLC-HOST-021',
    title: 'No such endpoint or endpoint config',
    means: 'Nothing of this name exists in the account and region of this run.',
    fix: 'See mlctl endpoint list; check --region and --profile.',
  },
  {
    id: 'MLC-HOST-022',
    title: 'The endpoint failed, or an update was rolled back',
    means:
      'The service gives the reason. After a rollback the old config serves as before; a Failed endpoint can only be deleted; UpdateRollbackFailed leaves two configs in service.',
    fix: 'Read the reason and the log group /aws/sagemaker/Endpoints/<endpoint>, remedy it, and run the line again.',
  },
  {
    id: 'MLC-HOST-023',
    title: 'SageMaker would refuse the endpoint config',
    means: 'A number is out of its range, or features are combined that exclude each other.',
    fix: 'Correct what the findings name; nothing was sent.',
  },
  {
    id: 'MLC-HOST-024',
    title: 'SageMaker may not take on the role',
    means: 'The role of the model does not exist or does not trust sagemaker.amazonaws.com.',
    fix: 'Let sagemaker.amazonaws.com assume the role in its trust policy.',
  },
  {
    id: 'MLC-HOST-025',
    title: 'The model data cannot be loaded',
    means: 'It is not there, or its bucket is in another region than the endpoint.',
    fix: 'Copy the model to a bucket of the endpoint’s region, or correct the address.',
  },
  {
    id: 'MLC-HOST-026',
    title: 'The quota of the instance type is too small',
    means: 'Each account has a number of instances of each type that endpoints may run.',
    fix: 'Ask for more in the Service Quotas console, take fewer, or another type.',
  },
  {
    id: 'MLC-HOST-027',
    title: 'The file of an endpoint is not understood',
    means:
      'It has name, model (a name, or CreateModel’s document), config (CreateEndpointConfig’s document) and tags; documents are in AWS’s spelling.',
    fix: 'Correct the place that is named. mlctl endpoint show <name> --json has a config to start from.',
  },
  {
    id: 'MLC-HOST-028',
    title: 'There is an endpoint of this name',
    means: 'It runs another config, or failed.',
    fix: 'Take another name, change it with mlctl endpoint update, or delete the failed one.',
  },
  {
    id: 'MLC-HOST-029',
    title: 'No such SageMaker model',
    means: 'A variant names a model that does not exist in this account and region.',
    fix: 'Make one with --image and --role, or correct the name.',
  },
  {
    id: 'MLC-HOST-030',
    title: 'The flags of an endpoint contradict each other',
    means: 'Two flags exclude each other, one needs another, or a value cannot be.',
    fix: 'Correct the command line; nothing was sent.',
  },
  {
    id: 'MLC-HOST-031',
    title: 'The endpoint cannot be changed now',
    means: 'A change is under way; SageMaker takes one at a time.',
    fix: 'Wait: mlctl endpoint show <name> --wait',
  },
  {
    id: 'MLC-HOST-032',
    title: 'The variant cannot be scaled this way',
    means:
      'Serverless variants scale their provisioned concurrency, others their instances; only inference components go down to zero; old burstable instances do not scale.',
    fix: 'Choose the kind of scaling that fits what the message says.',
  },
  {
    id: 'MLC-HOST-033',
    title: 'The limits of scaling are not possible',
    means: 'Minimum above maximum, a target of 0 or less, or a schedule that cannot be read.',
    fix: 'Correct the flags; nothing was sent.',
  },
  {
    id: 'MLC-HOST-034',
    title: 'The request cannot be sent',
    means:
      'A request has at most 6,291,456 bytes, comes from one place, and goes to one variant; asynchronous ones come from S3.',
    fix: 'Correct the flags, or use an asynchronous endpoint for large requests.',
  },
  {
    id: 'MLC-HOST-035',
    title: 'The recommender job did not complete',
    means: 'The service gives the reason; instances that ran are paid.',
    fix: 'Remedy the reason and start another job; mlctl endpoint recommend without --job sizes without AWS.',
  },
  {
    id: 'MLC-HOST-036',
    title: 'The asynchronous request failed',
    means: 'The endpoint wrote a description of the failure to S3 in place of an answer.',
    fix: 'Read what it says, and the log of the endpoint.',
  },
  {
    id: 'MLC-HOST-037',
    title: 'Nothing to change',
    means: 'An update changes the capacity of a variant, or what it runs.',
    fix: 'Pass --instances, --model, --instance-type, --endpoint-config or --file.',
  },
]
