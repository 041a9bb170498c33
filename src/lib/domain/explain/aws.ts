import { AWS_ACCESS_EXPLANATIONS } from './aws-access.ts'
import type { Explanation } from './rows.ts'

/** What AWS, the network before it, and the settings that lead there can answer. */
export const AWS_EXPLANATIONS: readonly Explanation[] = [
  ...AWS_ACCESS_EXPLANATIONS,
  {
    id: 'MLC-AWS-020',
    title: 'AWS has no such thing here',
    means: 'It does not exist in this account and region, or no longer.',
    fix: 'Check the name, the region and the account (mlctl config show --origin, aws sts get-caller-identity).',
  },
  {
    id: 'MLC-AWS-021',
    title: 'Bedrock does not know the model',
    means:
      'The id is misspelt, lacks its context suffix (:128k), is not offered in this region, or has reached its end of life.',
    fix: 'mlctl finetune models lists ids, regions and lifecycle.',
  },
  {
    id: 'MLC-AWS-022',
    title: 'The model cannot be called by its bare id',
    means: 'Bedrock serves this model on demand through inference profiles only.',
    fix: 'Use the profile id: us.ID, eu.ID, apac.ID or global.ID.',
  },
  {
    id: 'MLC-AWS-023',
    title: 'A quota of the account is used up',
    means: 'Some quotas are 0 in a new account: model units of Provisioned Throughput are.',
    fix: 'Delete what is no longer needed, or ask for an increase in the Service Quotas console.',
  },
  {
    id: 'MLC-AWS-024',
    title: 'The call conflicts with what is there',
    means:
      'The name is taken, or the thing is being changed or used. Names of customization jobs are taken for ever.',
    fix: 'Choose another name, or wait until the other change is over.',
  },
  {
    id: 'MLC-AWS-025',
    title: 'The bucket is in another region',
    means: 'Bedrock reads training data only from buckets of its own region.',
    fix: 'Use a bucket of the region you work in, or pass the region of the bucket.',
  },
  {
    id: 'MLC-AWS-026',
    title: 'The endpoint does not speak HTTP/2',
    means: 'Calls to Bedrock runtime are sent over HTTP/2, also to endpoints of your own.',
    fix: 'Use an endpoint that accepts it; mlctl sandbox serve does.',
  },
  {
    id: 'MLC-AWS-027',
    title: 'The model is not ready yet',
    means: 'It is still being deployed or loaded.',
    fix: 'Wait until mlctl deployment list or mlctl throughput list shows it, then run the same line again.',
  },
  {
    id: 'MLC-AWS-028',
    title: 'The role or its access to the data does not suffice',
    means:
      'Bedrock tried the role and could not assume it, or could not read or write a bucket with it. A role made just now needs some seconds.',
    fix: 'mlctl iam check names what is missing; mlctl iam setup repairs it.',
  },
  {
    id: 'MLC-AWS-029',
    title: 'The bucket name belongs to another account',
    means: 'Bucket names are unique in all of AWS.',
    fix: 'Choose another name.',
  },
  {
    id: 'MLC-AWS-030',
    title: 'Interrupted',
    means: 'The call was given up on request. What AWS had begun goes on.',
    fix: 'Run the same line again to continue.',
  },
  {
    id: 'MLC-AWS-031',
    title: 'Too many requests',
    means:
      'AWS limits calls per account and region; other programs count too. mlctl has tried several times.',
    fix: 'Run the same line again in a minute.',
  },
  {
    id: 'MLC-AWS-032',
    title: 'The service failed',
    means: 'A fault inside AWS. mlctl has tried several times.',
    fix: 'Run the same line again; if it lasts, see the AWS Health Dashboard. The request id is for AWS Support.',
  },
  {
    id: 'MLC-AWS-033',
    title: 'The answer is none of the service',
    means:
      'A gateway, proxy or sign-in page answered in its place, or the endpoint speaks something else.',
    fix: 'Check the proxy and the endpoint, then run the same line again.',
  },
  {
    id: 'MLC-AWS-034',
    title: 'AWS refused the request',
    means:
      'The service checked the request and says what it does not like; its own words follow the message.',
    fix: 'Correct what the words name.',
  },
  {
    id: 'MLC-AWS-035',
    title: 'HTTPS_PROXY holds no address',
    means: 'A proxy is an http:// or https:// address with host and port.',
    fix: 'Write it like http://proxy.example:3128, or unset it.',
  },
  {
    id: 'MLC-AWS-036',
    title: 'A KMS key does not work now',
    means:
      'It is disabled, waits for its deletion, or is of another kind than the work needs. What it encrypted cannot be read until it works again.',
    fix: 'Look at it with aws kms describe-key: enable it, cancel its deletion, or name another key.',
  },
  {
    id: 'MLC-AWS-099',
    title: 'A call failed in an unforeseen way',
    means:
      'The failure fits no case that mlctl knows; the text of the service follows the message.',
    fix: 'Run the same line with --debug, and report what it prints.',
  },
]
