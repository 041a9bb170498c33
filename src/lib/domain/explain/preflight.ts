import type { Explanation } from './rows.ts'

const check = (number: string, title: string, means: string, fix: string): Explanation => ({
  id: `MLC-PF-${number}`,
  title: `Check: ${title}`,
  means,
  fix,
})

/** The checks before a training. */
export const PREFLIGHT_EXPLANATIONS: readonly Explanation[] = [
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
