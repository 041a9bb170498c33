import type { Explanation } from './rows.ts'

/** Provisioned Throughput, deployments, custom models and asking them. */
export const THROUGHPUT_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-TP-001',
    title: 'No such Provisioned Throughput',
    means: 'Nothing of this name or ARN exists in the account and region of this run.',
    fix: 'See mlctl throughput list; check --region and --profile.',
  },
  {
    id: 'MLC-TP-002',
    title: 'The quota of model units is too small',
    means:
      'New accounts have a quota of 0 model units, with and without commitment, and AWS raises it on request only. Nothing was bought.',
    fix: 'Open a Support case with the text that the message gives, or use an on-demand deployment, which needs no model units.',
  },
  {
    id: 'MLC-TP-003',
    title: 'Provisioned Throughput failed',
    means: 'The purchase or its update ended as Failed; the service gives the reason.',
    fix: 'Remove the failed one with mlctl throughput release, remedy the reason, buy again.',
  },
  {
    id: 'MLC-TP-004',
    title: 'Bad name or number of units',
    means:
      'Names have 1 to 63 letters, digits, - and _, begin with a letter or digit and never have two separators in a row. Units are whole numbers from 1.',
    fix: 'Correct the flag; nothing was sent.',
  },
  {
    id: 'MLC-TP-005',
    title: 'No throughput can be bought for this model',
    means: 'The model is not Active, or its base is Legacy, at its end of life, or not sold so.',
    fix: 'Use an on-demand deployment where the base allows it, or customize a base that is Active.',
  },
  {
    id: 'MLC-TP-006',
    title: 'The name is taken',
    means: 'A purchase of this name holds another model, number of units or commitment, or failed.',
    fix: 'Take another --name, or release the old purchase first.',
  },
  {
    id: 'MLC-TP-007',
    title: 'A model and a job were given',
    means: '--model names a custom model, --job the job that made it; both together are ambiguous.',
    fix: 'Pass one of them.',
  },
  {
    id: 'MLC-TP-008',
    title: 'Nothing to change',
    means: 'An update changes the name or the model; units and commitment are fixed for good.',
    fix: 'Pass --rename or --model. For other units buy anew and release the old purchase.',
  },
  {
    id: 'MLC-TP-009',
    title: 'The purchase cannot be changed this way',
    means:
      'The model can become the base or another custom model of the same base only, and only while the purchase is InService.',
    fix: 'Wait for InService, or buy throughput for the other model.',
  },
  {
    id: 'MLC-TP-010',
    title: 'The commitment is not over',
    means: 'Bedrock refuses to delete committed throughput before its term ends.',
    fix: 'Release it as soon as the term ends: it renews by itself otherwise.',
  },
  {
    id: 'MLC-DEP-001',
    title: 'No such deployment',
    means: 'Nothing of this name or ARN exists in the account and region of this run.',
    fix: 'See mlctl deployment list; check --region and --profile.',
  },
  {
    id: 'MLC-DEP-002',
    title: 'A deployment or its update failed',
    means: 'The service gives the reason. After a failed update the old model still answers.',
    fix: 'Remedy the reason, then create or update again; delete a deployment that failed.',
  },
  {
    id: 'MLC-DEP-003',
    title: 'The model cannot be deployed on demand',
    means:
      'On-demand deployment needs an Active model, customized on 2025-07-16 or later, of a base that allows it.',
    fix: 'Buy Provisioned Throughput, or customize a base that can be deployed on demand.',
  },
  {
    id: 'MLC-DEP-004',
    title: 'The quota of deployments is used up',
    means: 'An account has a limited number of deployments, and of those being created at a time.',
    fix: 'Delete one that is not needed, or wait until the others are Active.',
  },
  {
    id: 'MLC-DEP-005',
    title: 'Bad name of a deployment',
    means:
      'Names have 1 to 63 letters, digits, - and _, begin with a letter or digit and never have two separators in a row.',
    fix: 'Correct --name; nothing was sent.',
  },
  {
    id: 'MLC-DEP-006',
    title: 'The name is taken',
    means: 'A deployment of this name serves another model, or failed.',
    fix: 'Take another --name, update the deployment that is there, or delete it.',
  },
  {
    id: 'MLC-DEP-007',
    title: 'The deployment cannot be changed now',
    means: 'It is not Active, or another update is under way.',
    fix: 'Wait: mlctl deployment status <name> --wait',
  },
  {
    id: 'MLC-DEP-010',
    title: 'The service failed without a reason that is known here',
    means: 'The text of the service is all there is.',
    fix: 'Delete the failed thing and create it again; then ask AWS Support with the text.',
  },
  {
    id: 'MLC-DEP-011',
    title: 'Failed because of a key',
    means: 'The model is encrypted with a customer key that the caller or Bedrock cannot use.',
    fix: "Allow kms:Decrypt, kms:DescribeKey and kms:CreateGrant in the key's policy.",
  },
  {
    id: 'MLC-DEP-012',
    title: 'Failed because of a quota or capacity',
    means: 'The account or the region has no room.',
    fix: 'Delete what is not needed, or have the quota raised.',
  },
  {
    id: 'MLC-DEP-013',
    title: 'Failed because of the base model’s age',
    means: 'A Legacy base takes no new purchases, one at its end of life nothing at all.',
    fix: 'Customize a base model that is Active: mlctl finetune models',
  },
  {
    id: 'MLC-DEP-014',
    title: 'Failed because of a permission',
    means: 'Something was forbidden while Bedrock worked.',
    fix: 'mlctl iam check',
  },
  {
    id: 'MLC-DEP-015',
    title: 'Failed because of a fault in the service',
    means: 'Neither model nor data are at fault.',
    fix: 'Create it again; if it fails again, open a Support case.',
  },
  {
    id: 'MLC-INV-001',
    title: 'An id for customization cannot be asked',
    means:
      'Ids with a context length (…:128k) name what can be customized. Asked, the service answers that there is no such model.',
    fix: 'Ask a deployment of your model, or the base model by its inference profile.',
  },
  {
    id: 'MLC-INV-002',
    title: 'A bare base model id cannot be asked',
    means:
      'The service answers that on-demand throughput is not supported for it: it wants an inference profile.',
    fix: 'Pass the profile id (us.…, eu.…, apac.…, global.…) or the short name of the model.',
  },
  {
    id: 'MLC-INV-003',
    title: 'The name means two things',
    means: 'A deployment and a Provisioned Throughput carry the same name.',
    fix: 'Pass the ARN of the one that is meant.',
  },
  {
    id: 'MLC-INV-004',
    title: 'Nothing of this name can be asked',
    means: 'No deployment, throughput, custom model or base model has the name here.',
    fix: 'See mlctl deployment list and mlctl throughput list; check --region and --profile.',
  },
  {
    id: 'MLC-INV-005',
    title: 'The target is not ready',
    means: 'It is being created, or failed.',
    fix: 'Wait for it with the status command and --wait.',
  },
  {
    id: 'MLC-INV-006',
    title: 'Nothing serves the custom model',
    means: 'A custom model answers through a deployment or Provisioned Throughput only.',
    fix: 'mlctl deployment create --model <name> --wait',
  },
  {
    id: 'MLC-INV-007',
    title: 'Records of the file cannot be asked',
    means: 'They have no prompt, or no right answer where --expect names one. Nothing was sent.',
    fix: 'Correct the lines, or name the fields with --prompt-field and --expect.',
  },
  {
    id: 'MLC-INV-008',
    title: 'There is no prompt',
    means: 'The prompt, the file or stdin is empty, or stdin is a terminal.',
    fix: 'Pass --prompt or --input, or pipe the prompt in.',
  },
  {
    id: 'MLC-INV-009',
    title: 'The results file holds something else',
    means:
      'A results file is continued only when all its answers belong to these prompts, this target and these settings. It was not touched.',
    fix: 'Pass another --out, or remove the file.',
  },
  {
    id: 'MLC-INV-010',
    title: 'Stopped in the middle of a file',
    means: 'Answers that had come are in the results file when there is one.',
    fix: 'Run the same command again: it asks only what is missing.',
  },
  {
    id: 'MLC-INV-011',
    title: 'Flags that exclude each other, or out of range',
    means: 'One prompt or a file; --out belongs to a file; --concurrency is 1 to 32.',
    fix: 'Correct the flags; nothing was sent.',
  },
  {
    id: 'MLC-MODEL-001',
    title: 'No such custom model',
    means: 'Nothing of this name or ARN exists in the account and region of this run.',
    fix: 'See mlctl model list; check --region and --profile.',
  },
  {
    id: 'MLC-MODEL-002',
    title: 'No such customization job',
    means: 'No job of this name exists in the account and region of this run.',
    fix: 'See mlctl finetune list.',
  },
  {
    id: 'MLC-MODEL-003',
    title: 'The job has made no model',
    means: 'It is still running, or ended without one.',
    fix: 'See mlctl finetune status <job>; wait for it with mlctl finetune watch <job>.',
  },
  {
    id: 'MLC-MODEL-004',
    title: 'The model is in use',
    means: 'A deployment or Provisioned Throughput serves it. Nothing was deleted.',
    fix: 'Delete what serves it first; the message has the commands.',
  },
]
