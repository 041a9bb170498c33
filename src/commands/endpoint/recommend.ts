import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { PRICE_FLAG } from './create-flags.ts'
import { RECOMMEND_FLAGS } from './recommend-flags.ts'
import { estimateText, measuredText } from './recommend-report.ts'

export const endpointRecommend = defineCommand({
  path: ['endpoint', 'recommend'],
  summary: 'Which instances suit a model: measured by Inference Recommender, or estimated here',
  about:
    'With --model a job runs the model on real instances and ranks them by cost per inference. Without, the size, the time of a request and the peak give an estimate; nothing is sent.',
  flags: { ...RECOMMEND_FLAGS, ...PRICE_FLAG },
  changes: 'aws',
  plans: true,
  iamActions: [
    'iam:PassRole',
    'sagemaker:AddTags',
    'sagemaker:CreateInferenceRecommendationsJob',
    'sagemaker:DescribeInferenceRecommendationsJob',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl endpoint recommend --model-gib 1.5 --latency 40ms --peak-rps 120 --price ml.c5.xlarge=0.204',
      why: 'an estimate, without AWS',
    },
    {
      run: 'mlctl endpoint recommend --model fraud-1 --role arn:aws:iam::123456789012:role/serving --sample s3://acme/payload.tar.gz --wait',
      why: 'a measurement',
    },
  ],
  async run(ports, { flags, globals }) {
    const { recommend } = await import('../../lib/flows/endpoint/recommend.ts')
    const { instancePrices } = await import('../../lib/flows/endpoint/view.ts')
    const { timeoutMs, tags, wait = ports.io.interactive } = globals
    return recommend(ports, {
      ...flags,
      instanceTypes: flags.instanceType ?? [],
      maxLatencyMs: flags.maxLatency,
      latencyMs: flags.latency,
      gpu: flags.gpu === true,
      prices: instancePrices(flags.price),
      tags,
      wait,
      timeoutMs,
      apply: applyOptionsOf(globals),
    })
  },
  render: (result, view) => {
    if (result.kind === 'planned') return plannedText(result)
    return result.kind === 'estimate' ? estimateText(result.rows, view) : measuredText(result, view)
  },
})
