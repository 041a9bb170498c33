import { CONTRACT_KINDS } from '../../lib/domain/container/contract/kinds.ts'
import type { FlagTable } from '../define.ts'
import { BUILD_FLAGS } from './build-flags.ts'
import { ENGINE_FLAGS } from './engine-flags.ts'

/** What `container test` takes. */
export const TEST_FLAGS = {
  as: {
    spec: '--as <kind>',
    describe: 'What SageMaker will run it as',
    choices: CONTRACT_KINDS,
    required: true,
    config: 'container.testAs',
  },
  payload: { spec: '--payload <file>', describe: 'A request for /invocations', completes: 'file' },
  contentType: {
    spec: '--content-type <type>',
    describe: 'Content-Type of the payload',
    default: 'application/json',
  },
  model: {
    spec: '--model <folder>',
    describe: 'What is in model.tar.gz, unpacked; mounted read-only',
    completes: 'folder',
  },
  hyperparameters: {
    spec: '--hyperparameters <name=value>',
    describe: 'A hyperparameter; may be repeated',
    kind: 'pairs',
  },
  channel: {
    spec: '--channel <name=path>',
    describe: 'Data of a channel or of a processing input; may be repeated',
    kind: 'pairs',
  },
  pipe: {
    spec: '--pipe <channel>',
    describe: 'A channel in Pipe mode: its data comes through named pipes; may be repeated',
    kind: 'list',
  },
  env: { spec: '--env <name=value>', describe: 'A variable of the job or model', kind: 'pairs' },
  memory: {
    spec: '--memory <mib>',
    describe: 'Memory of the container, in MiB',
    kind: 'integer',
  },
  startupTimeout: {
    spec: '--startup-timeout <time>',
    describe: 'How long the first 200 of /ping may take',
    kind: 'duration',
    default: 480_000,
  },
  runTimeout: {
    spec: '--run-timeout <time>',
    describe: 'How long a job may take',
    kind: 'duration',
    default: 900_000,
  },
  stopTimeout: {
    spec: '--stop-timeout <time>',
    describe: 'Time between SIGTERM and SIGKILL (default: 30s for serving, 2m for training)',
    kind: 'duration',
  },
  instanceType: {
    spec: '--instance-type <type>',
    describe: 'Instance type that it will run on: decides the platform',
  },
  junit: { spec: '--junit <file>', describe: 'Write a JUnit report there', completes: 'file' },
  buildOption: BUILD_FLAGS.buildOption,
  ...ENGINE_FLAGS,
} as const satisfies FlagTable
