import type { Explanation } from './rows.ts'

/**
 * What customization jobs fail with. Source: the Bedrock user guide's troubleshooting page, re:Post, and
 * published accounts of real runs.
 */
export const JOB_FAILURE_EXPLANATIONS: readonly Explanation[] = [
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
