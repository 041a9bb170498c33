import type { FlagTable } from '../define.ts'

export const RECOMMEND_FLAGS = {
  model: { spec: '--model <name>', describe: 'SageMaker model to be measured' },
  job: { spec: '--job <name>', describe: 'Rank what this job found' },
  role: { spec: '--role <arn>', describe: 'Role of the job', config: 'endpoint.role' },
  sample: { spec: '--sample <s3-uri>', describe: 'Requests as .tar.gz' },
  contentType: { spec: '--content-type <type>', describe: 'Of the requests (application/json)' },
  domain: {
    spec: '--domain <name>',
    describe: 'Kind of model: MACHINE_LEARNING, COMPUTER_VISION, NATURAL_LANGUAGE_PROCESSING',
  },
  task: { spec: '--task <name>', describe: 'What it does: CLASSIFICATION, REGRESSION, … (OTHER)' },
  framework: { spec: '--framework <name>', describe: 'PYTORCH, XGBOOST, …' },
  instanceType: {
    spec: '--instance-type <type>',
    describe: 'Measure only these; may be repeated',
    kind: 'list',
  },
  maxLatency: {
    spec: '--max-latency <duration>',
    describe: 'Rank what is slower behind the rest',
    kind: 'duration',
  },
  modelGib: {
    spec: '--model-gib <n>',
    describe: 'Estimate: memory of the loaded model',
    kind: 'number',
  },
  latency: {
    spec: '--latency <duration>',
    describe: 'Estimate: time that one request takes',
    kind: 'duration',
  },
  peakRps: {
    spec: '--peak-rps <n>',
    describe: 'Estimate: busiest requests a second',
    kind: 'number',
  },
  gpu: { spec: '--gpu', describe: 'Estimate: the model needs a GPU', kind: 'boolean' },
} as const satisfies FlagTable
