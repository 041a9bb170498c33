import { error, type MethodCase, pages } from '../stage.ts'

const quota = (QuotaCode: string, QuotaName: string) => ({
  ServiceCode: 'bedrock',
  QuotaCode,
  QuotaName,
  Value: 2,
  Adjustable: true,
})
const quotaView = (quotaCode: string, quotaName: string) => ({
  quotaCode,
  quotaName,
  value: 2,
  adjustable: true,
})

export const accountMethods: readonly MethodCase[] = [
  {
    method: 'identity.whoAmI',
    run: (ports) => ports.identity.whoAmI(),
    replies: {
      'sts.GetCallerIdentity': {
        Account: '123456789012',
        Arn: 'arn:aws-us-gov:sts::123456789012:assumed-role/ci/run',
        UserId: 'AROAEXAMPLEEXAMPLE12:run',
      },
    },
    gives: {
      account: '123456789012',
      arn: 'arn:aws-us-gov:sts::123456789012:assumed-role/ci/run',
      userId: 'AROAEXAMPLEEXAMPLE12:run',
      partition: 'aws-us-gov',
    },
    calls: ['GetCallerIdentity'],
  },
  {
    method: 'quotas.value',
    run: (ports) => ports.quotas.value('bedrock', 'L-BE77399C'),
    replies: { 'service-quotas.GetServiceQuota': { Quota: quota('L-BE77399C', 'Model units') } },
    gives: quotaView('L-BE77399C', 'Model units'),
    calls: ['GetServiceQuota'],
  },
  {
    method: 'quotas.value of a quota that was never changed: its default',
    run: (ports) => ports.quotas.value('bedrock', 'L-BE77399C'),
    replies: {
      'service-quotas.GetServiceQuota': error('NoSuchResourceException', 'no applied value'),
      'service-quotas.GetAWSDefaultServiceQuota': { Quota: quota('L-BE77399C', 'Model units') },
    },
    gives: quotaView('L-BE77399C', 'Model units'),
    calls: ['GetServiceQuota', 'GetAWSDefaultServiceQuota'],
  },
  {
    method: 'quotas.value of nothing',
    run: (ports) => ports.quotas.value('bedrock', 'L-00000000'),
    replies: {
      'service-quotas.GetServiceQuota': error('NoSuchResourceException', 'none'),
      'service-quotas.GetAWSDefaultServiceQuota': error('NoSuchResourceException', 'none'),
    },
    gives: undefined,
    calls: ['GetServiceQuota', 'GetAWSDefaultServiceQuota'],
  },
  {
    method: 'quotas.search over several pages, by name in any case',
    run: (ports) => ports.quotas.search('bedrock', 'model UNITS'),
    replies: {
      'service-quotas.ListServiceQuotas': pages('NextToken', [
        { Quotas: [quota('L-1', 'Model units for X'), quota('L-2', 'Requests')], NextToken: '1' },
        { Quotas: [quota('L-3', 'Model units for Y')] },
      ]),
    },
    gives: [quotaView('L-1', 'Model units for X'), quotaView('L-3', 'Model units for Y')],
    calls: ['ListServiceQuotas', 'ListServiceQuotas'],
  },
  {
    method: 'invocations.converse',
    run: (ports) =>
      ports.invocations.converse({
        modelId: 'us.amazon.nova-micro-v1:0',
        system: 'You judge card payments.',
        messages: [{ role: 'user', text: 'amount=1' }],
        maxTokens: 5,
        temperature: 0,
      }),
    replies: {
      'bedrock-runtime.Converse': ({ input }) =>
        JSON.stringify(input.system) === '[{"text":"You judge card payments."}]' &&
        JSON.stringify(input.messages) === '[{"role":"user","content":[{"text":"amount=1"}]}]' &&
        JSON.stringify(input.inferenceConfig) === '{"maxTokens":5,"temperature":0}'
          ? {
              output: {
                message: { role: 'assistant', content: [{ text: 'fra' }, { text: 'ud' }] },
              },
              stopReason: 'end_turn',
              usage: { inputTokens: 7, outputTokens: 2, totalTokens: 9 },
              metrics: { latencyMs: 12 },
            }
          : { $error: { code: 'ValidationException', message: JSON.stringify(input) } },
    },
    gives: {
      text: 'fraud',
      stopReason: 'end_turn',
      usage: { inputTokens: 7, outputTokens: 2 },
      latencyMs: 12,
    },
    calls: ['Converse'],
  },
  {
    method: 'invocations.converseStream, refused by a service that is overrun',
    run: (ports) =>
      ports.invocations
        .converseStream({ modelId: 'm', messages: [{ role: 'user', text: 'x' }] })
        .catch((failure: { code: string }) => failure.code),
    replies: {
      'bedrock-runtime.ConverseStream': error('ThrottlingException', 'Too many requests', 429),
    },
    gives: 'MLC-AWS-031',
    calls: ['ConverseStream'],
  },
]
