import type { Explanation } from './rows.ts'

/** Errors of the finetune commands (0nn), and what jobs fail with (1nn). */
const FAILURES: readonly Explanation[] = [
  {
    id: 'MLC-FT-001',
    title: 'A recipe file is wrong',
    means: 'It is no YAML, or has members that no recipe has, or values of the wrong kind.',
    fix: 'Correct the places named; each has file, line and column.',
  },
  {
    id: 'MLC-FT-002',
    title: 'The catalogue file does not fit',
    means:
      'The file of the setting "catalogue" is laid over the shipped catalogue of models; together they lack a fact or have a wrong one.',
    fix: 'Give the members as in mlctl finetune models --json; only what differs is needed.',
  },
  {
    id: 'MLC-FT-003',
    title: 'Unknown base model',
    means: 'No model of the catalogue has this key or id.',
    fix: 'Take a name from mlctl finetune models, or add the model in a catalogue file.',
  },
  {
    id: 'MLC-FT-004',
    title: 'No such customization job',
    means: 'Jobs belong to one account and one region, and are found by name or ARN.',
    fix: 'mlctl finetune list shows the jobs here; check --profile and --region.',
  },
  {
    id: 'MLC-FT-005',
    title: 'The job was stopped',
    means: 'Somebody stopped it. Tokens that were processed until then may be billed.',
    fix: 'Run the same line again: it starts a new attempt.',
  },
  {
    id: 'MLC-FT-006',
    title: 'Something is missing in the recipe',
    means: 'A customization needs a name, a base model and training data.',
    fix: 'Pass the flags that the message names, or put the members into the recipe.',
  },
  {
    id: 'MLC-FT-007',
    title: 'A check before the training failed',
    means:
      'The job would fail, or its model could not be used. Nothing was changed and nothing spent.',
    fix: 'Each failed check says what to do; then run the same line again.',
  },
  {
    id: 'MLC-FT-008',
    title: 'The training data breaks rules of the model',
    means: 'Bedrock would fail the job after validating the data. Nothing was changed or spent.',
    fix: 'mlctl dataset validate lists every finding with its line; --fix repairs what can be.',
  },
  {
    id: 'MLC-FT-009',
    title: 'The job is over already',
    means: 'A job that is Completed, Failed or Stopped cannot be stopped.',
    fix: 'Nothing to do; mlctl finetune status shows how it ended.',
  },
  {
    id: 'MLC-FT-010',
    title: 'The job has written no metrics yet',
    means:
      'Losses appear in the output folder as the training goes on; a job that never trained has none.',
    fix: 'Look again later, or see the job: mlctl finetune status.',
  },
  {
    id: 'MLC-FT-011',
    title: 'Unknown kind of chart file',
    means: 'The name of the file decides what is written.',
    fix: 'End the name in .csv, .svg, .html or .png.',
  },
  {
    id: 'MLC-FT-012',
    title: 'Too many attempts',
    means: 'Names of jobs can never be used again, and all numbers of this one are taken.',
    fix: 'Pass another --name.',
  },
  {
    id: 'MLC-FT-013',
    title: 'The role cannot be used',
    means: 'Its ARN belongs to another account, or it may not be looked at and is not given.',
    fix: 'Pass --role with the name or ARN of a role of this account.',
  },
  {
    id: 'MLC-FT-014',
    title: 'Nothing to resume',
    means: 'The journal has no run that was left unfinished in this account and region.',
    fix: 'mlctl finetune list shows the jobs; mlctl history what was done.',
  },
  {
    id: 'MLC-FT-100',
    title: 'The job failed for a reason that is not in the table',
    means: 'The service’s own text is all there is.',
    fix: 'Read the text; run the same line again, which starts a new attempt.',
  },
  {
    id: 'MLC-FT-101',
    title: 'The provided model identifier is invalid',
    means:
      'The model is not customized in this region, the id lacks its context suffix, or the account has no access.',
    fix: 'Take id and region from mlctl finetune models; ask for model access in the console.',
  },
  {
    id: 'MLC-FT-102',
    title: 'The base model is Legacy or at its end of life',
    means: 'Such models take no new customization jobs and no new Provisioned Throughput.',
    fix: 'Take an active model: mlctl finetune models.',
  },
  {
    id: 'MLC-FT-103',
    title: 'Bedrock could not read the data',
    means:
      'The role lacks s3:GetObject or s3:ListBucket, the bucket is in another region, its key may not be used, or the role does not trust bedrock.amazonaws.com.',
    fix: 'mlctl iam check names what is missing; mlctl iam setup repairs it.',
  },
  {
    id: 'MLC-FT-104',
    title: 'Bedrock could not write the output',
    means:
      'The role lacks s3:PutObject on the output folder, or the right to use the bucket’s key.',
    fix: 'mlctl iam check names what is missing; mlctl iam setup repairs it.',
  },
  {
    id: 'MLC-FT-105',
    title: 'The data URI is not one file',
    means: 'Training and validation data are one .jsonl object each, never a folder.',
    fix: 'Give the whole key of the object.',
  },
  {
    id: 'MLC-FT-106',
    title: 'A name or URI has characters that Bedrock refuses',
    means:
      'Job names take letters, digits, + - and dot, no underscore. S3 URIs take no space, = + or @, which S3 itself would.',
    fix: 'Rename the object or the job.',
  },
  {
    id: 'MLC-FT-107',
    title: 'The data is not the JSONL that the model takes',
    means: 'A line is no JSON object, is empty, or has other members than the format.',
    fix: 'mlctl dataset validate shows the lines; --fix repairs what can be.',
  },
  {
    id: 'MLC-FT-108',
    title: 'A record is too long',
    means: 'It has more than six characters per allowed token.',
    fix: 'mlctl dataset validate --model names the lines; shorten them or leave them out.',
  },
  {
    id: 'MLC-FT-109',
    title: 'A record has more tokens than the model takes',
    means: 'Input and output together are counted.',
    fix: 'mlctl dataset validate --model names the lines; shorten them or leave them out.',
  },
  {
    id: 'MLC-FT-110',
    title: 'Data issues, such as reserved words',
    means: 'Nova refuses User: Bot: Assistant: System: <image> <video> [EOS] in prompts.',
    fix: 'mlctl dataset validate --model finds them; reword those prompts.',
  },
  {
    id: 'MLC-FT-111',
    title: 'The data was flagged as inconsistent with license terms',
    means: 'An automatic check of the content by the service; nothing local foresees it.',
    fix: 'Review the data; open a Support case when the flag is wrong.',
  },
  {
    id: 'MLC-FT-112',
    title: 'Bedrock met an unexpected error',
    means: 'Often the role or a key; sometimes a fault of the service.',
    fix: 'mlctl iam check first; then run the same line again.',
  },
  {
    id: 'MLC-FT-113',
    title: 'Bedrock met an internal error',
    means:
      'A fault of the service: nothing is written, and nothing is billed before the training starts. Whole days of it have been seen in one region.',
    fix: 'Run the same line again later; a model in another region may work meanwhile.',
  },
  {
    id: 'MLC-FT-114',
    title: 'No model units in the account',
    means: 'The quota of model units is 0 by default, with and without commitment.',
    fix: 'Deploy on demand where the model allows it, or have the quota raised: mlctl throughput quote.',
  },
  {
    id: 'MLC-FT-115',
    title: 'A service control policy forbids it',
    means: 'A rule of the organization, above every permission of the account.',
    fix: 'Ask those who run the organization; no policy of the account can lift it.',
  },
  {
    id: 'MLC-FT-116',
    title: 'The base model is not called by its bare id',
    means: 'On-demand calls go through an inference profile.',
    fix: 'Use the id with us. or global. before it; mlctl finetune models shows it.',
  },
  {
    id: 'MLC-FT-118',
    title: 'The name is taken',
    means: 'Jobs can never be deleted, so their names are used up for ever.',
    fix: 'Pass another --name.',
  },
  {
    id: 'MLC-FT-120',
    title: 'A KMS key may not be used',
    means: 'Who trains, invokes or provisions a model needs the right to use its key.',
    fix: 'Add the role and the callers to the key policy: kms:Decrypt, GenerateDataKey, DescribeKey, CreateGrant.',
  },
]

const check = (number: string, title: string, means: string, fix: string): Explanation => ({
  id: `MLC-PF-${number}`,
  title: `Check: ${title}`,
  means,
  fix,
})

/** The checks before a training. */
const CHECKS: readonly Explanation[] = [
  check(
    '001',
    'the region customizes this model',
    'Customization exists in few regions, each with its own models.',
    'Pass the --region that the message names; bucket and data must be there too.',
  ),
  check(
    '002',
    'the service offers the model for customization',
    'Read from GetFoundationModel, which knows better than any table.',
    'Check region and model access, or take another model.',
  ),
  check(
    '003',
    'the model still takes new customizations',
    'Legacy models take no new jobs and no new throughput; after the end of life nothing works.',
    'Take an active model: mlctl finetune models.',
  ),
  check(
    '004',
    'the kind of customization fits the model',
    'No active base model takes continued pre-training.',
    'Use FINE_TUNING.',
  ),
  check(
    '005',
    'the names are well formed',
    'Job and model get the same name, which must fit the rules of both.',
    'Letters and digits with single dashes between them.',
  ),
  check(
    '006',
    'the model name is free',
    'A custom model of this name exists, and was not made by this training.',
    'Pass another --name.',
  ),
  check(
    '007',
    'the hyperparameters are in range',
    'Names and ranges are those of the model’s table.',
    'mlctl finetune models --json lists them.',
  ),
  check(
    '008',
    'the S3 URIs have only characters that Bedrock takes',
    'Bedrock takes fewer than S3: no =, +, @, spaces or accents.',
    'Rename the object, or give a local file and let mlctl name the object.',
  ),
  check('009', 'the data are files, not folders', 'One .jsonl object each.', 'Give the whole key.'),
  check(
    '010',
    'the buckets are yours and in the region of the job',
    'Bedrock reads no bucket of another region.',
    'Pass another --bucket.',
  ),
  check('011', 'the data objects are there', 'Looked up with HeadObject.', 'Upload them first.'),
  check(
    '012',
    'the output folder is one of its own',
    'Results beside the data are mixed up with it.',
    'Pass another --output.',
  ),
  check(
    '013',
    'every record has the form that the model takes',
    'Bedrock would fail the job after validating the data.',
    'mlctl dataset validate lists every finding; --fix repairs what can be.',
  ),
  check(
    '014',
    'the number of records is within the limits',
    'Training and validation records count together.',
    'Add or leave out records; some limits can be raised (Service Quotas).',
  ),
  check(
    '015',
    'no record is longer than the model takes',
    'Judged by six characters per token, as AWS does.',
    'Shorten or leave out the lines that mlctl dataset validate names.',
  ),
  check(
    '016',
    'no reserved words in prompts',
    'Nova fails the whole job for one of them.',
    'Reword the prompts that mlctl dataset validate names.',
  ),
  check(
    '017',
    'the model takes validation data',
    'Some models take none; for Nova 2 Lite the sources contradict each other.',
    'Leave the validation data out.',
  ),
  check(
    '018',
    'Bedrock may use the role',
    'The trust policy must name bedrock.amazonaws.com for jobs of this account and region.',
    'mlctl iam setup repairs it.',
  ),
  check(
    '019',
    'the role may read the data and write the output',
    'Judged by the role’s policies, with Deny statements and boundary.',
    'mlctl iam check names what is missing; mlctl iam setup repairs it.',
  ),
  check(
    '020',
    'role and caller may use the keys',
    'Without the key, the trained model cannot be invoked or provisioned.',
    'Add both to the key policy.',
  ),
  check(
    '021',
    'you may start the job and pass the role',
    'Simulated by IAM; service control policies are not always seen there.',
    'mlctl iam policy --for finetune prints the policy that you need.',
  ),
  check(
    '022',
    'the network settings are complete',
    '1 to 16 subnets and 1 to 5 security groups.',
    'Give both lists.',
  ),
  check(
    '023',
    'the tags are well formed',
    'Bedrock takes letters, digits, spaces and . _ : / = + @ -.',
    'Change the tag.',
  ),
  check(
    '024',
    'there is room for another custom model',
    'Quota L-CB5B847D counts all custom models of the account and region.',
    'Delete one, or have the quota raised.',
  ),
  check(
    '025',
    'another customization job may be scheduled',
    'Ten jobs may be scheduled at a time; this quota cannot be raised.',
    'Wait for one to end.',
  ),
  check(
    '026',
    'the model can be used the intended way afterwards',
    'Model units are 0 by default, and not every model is deployed on demand.',
    'Choose another use or model, or have the quota raised before the training is paid.',
  ),
]

export const FINETUNE_EXPLANATIONS: readonly Explanation[] = [...FAILURES, ...CHECKS]
