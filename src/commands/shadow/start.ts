import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'

export const shadowStart = defineCommand({
  path: ['shadow', 'start'],
  summary: 'Copy live requests to another model, whose answers nobody gets',
  about:
    'A second fleet is paid while the test runs. A model that writes anything writes for real. AWS ends the test after seven days unless --for says otherwise.',
  args: { name: 'endpoint', describe: 'Name of the endpoint', required: true },
  flags: {
    model: { spec: '--model <name>', describe: 'SageMaker model to try out', required: true },
    role: {
      spec: '--role <arn>',
      describe: 'Role of the test',
      required: true,
      config: 'endpoint.role',
    },
    name: { spec: '--name <name>', describe: 'Name of the test; <endpoint>-shadow if absent' },
    instanceType: { spec: '--instance-type <type>', describe: 'As production if absent' },
    instances: { spec: '--instances <n>', describe: 'As production if absent', kind: 'integer' },
    sampling: {
      spec: '--sampling <percent>',
      describe: 'Share of the requests that is copied',
      kind: 'integer',
      default: 100,
    },
    for: { spec: '--for <duration>', describe: 'End it after so long', kind: 'duration' },
    captureTo: { spec: '--capture-to <s3-uri>', describe: 'Keep requests and answers of both' },
  },
  changes: 'aws',
  plans: true,
  iamActions: [
    'iam:PassRole',
    'sagemaker:AddTags',
    'sagemaker:CreateInferenceExperiment',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeEndpointConfig',
    'sagemaker:DescribeInferenceExperiment',
    'sagemaker:DescribeModel',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl shadow start fraud --model fraud-2 --role arn:aws:iam::123456789012:role/serving --for 24h',
      why: 'a day beside production',
    },
  ],
  async run(ports, { args, flags, globals }) {
    const { startShadow } = await import('../../lib/flows/shadow/start.ts')
    const { for: forMs, ...rest } = flags
    const apply = applyOptionsOf(globals)
    const endpointName = args[0] ?? ''
    return startShadow(ports, { ...rest, endpointName, forMs, tags: globals.tags, apply })
  },
  render: (result) => {
    if (result.status === 'planned') return plannedText(result)
    return `${result.name}: see it with mlctl shadow status ${result.name} --wait`
  },
})
