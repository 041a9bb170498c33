import { defineCommand } from '../define.ts'
import { TEST_FLAGS } from './test-flags.ts'
import { testText } from './test-report.ts'

export const containerTest = defineCommand({
  path: ['container', 'test'],
  summary: 'Run an image as SageMaker does and judge it rule by rule',
  about:
    'Starts the image with the /opt/ml tree, variables and limits of a training job, an endpoint or a processing job: on 8080 and on another port, with unreadable input, without a network, stopped by SIGTERM. Nothing is sent to AWS; containers are always removed. Exit code 8 when a rule is broken.',
  args: {
    name: 'image',
    describe: 'An image of the container engine, or a folder to build first',
    required: true,
  },
  flags: TEST_FLAGS,
  changes: 'files',
  iamActions: [],
  examples: [
    {
      run: 'mlctl container test churn:1 --as serving --payload sample.json',
      why: 'ping, invoke, stop',
    },
    {
      run: 'mlctl container test churn:1 --as training --hyperparameters epochs=1 --channel train=data/train',
      why: 'a training job on local data',
    },
    {
      run: 'mlctl container test churn:1 --as training --channel train=data/train --pipe train',
      why: 'the data through /opt/ml/input/data/train_0, train_1, …',
    },
    {
      run: 'mlctl container test churn:1 --as serving --junit report.xml --json',
      why: 'for CI',
    },
  ],
  items: 'checks',
  async run(ports, { flags, args: [image = ''] }) {
    const { test } = await import('../../lib/flows/container/test.ts')
    const { testOptions } = await import('../../lib/flows/container/test-options.ts')
    const options = await testOptions(ports, {
      ...flags,
      environment: flags.env ?? {},
      channels: flags.channel ?? {},
      pipes: flags.pipe ?? [],
      hyperparameters: flags.hyperparameters ?? {},
    })
    return test(ports, {
      ...flags,
      image,
      kind: flags.as,
      options,
      buildOptions: flags.buildOption ?? [],
    })
  },
  render: testText,
  exitCode: ({ verdict }) => (verdict === 'fit' ? 0 : 8),
})
