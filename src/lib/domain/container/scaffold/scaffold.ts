import { basesOf } from './base.ts'
import { type Choices, checkChoices } from './choices.ts'
import { dockerfileOf } from './dockerfile.ts'
import { readmeOf } from './readme.ts'
import { NODE_SERVE, TEST_NODE } from './templates/node.ts'
import {
  TOOLKIT_HANDLER,
  TOOLKIT_SERVE,
  TOOLKIT_SERVICE,
} from './templates/python-inference-toolkit.ts'
import { PYTHON_MAIN, PYTHON_PROCESS } from './templates/python-process.ts'
import { PYTHON_SERVE } from './templates/python-serve.ts'
import { TEST_PROCESS, TEST_SERVE, TEST_TRAIN } from './templates/python-tests.ts'
import { PYTHON_TRAIN, TOOLKIT_TRAIN } from './templates/python-train.ts'
import { TOOLKIT_START } from './templates/python-training-toolkit.ts'
import { TEST_TOOLKIT_HANDLER, TEST_TOOLKIT_TRAIN } from './templates/toolkit-tests.ts'

/** A file of a scaffold: where, what, and why it is there. */
export type ScaffoldFile = { readonly path: string; readonly text: string; readonly why: string }

/** Samples, where `container test` and the scaffold's own tests find them. */
export const SAMPLE = {
  payload: 'sample/payload.json',
  model: 'sample/model',
  training: 'sample/training',
  processing: 'sample/processing',
} as const

/**
 * The files of a scaffold, the same for the same choices.
 * @throws UsageError MLC-CTR-004 for choices that do not go together, MLC-CTR-005 for a base that is
 * no image.
 */
export const scaffoldOf = (choices: Choices): readonly ScaffoldFile[] => {
  checkChoices(choices)
  const bases = basesOf(choices)
  const programs = programsOf(choices)
  return [
    file('Dockerfile', dockerfileOf(choices, bases), 'the image'),
    file('.dockerignore', DOCKERIGNORE, 'only what the image needs reaches the builder'),
    file('.gitattributes', GITATTRIBUTES, 'scripts keep LF on Windows'),
    ...programs,
    ...packagesOf(choices),
    ...samplesOf(choices),
    file('README.md', readmeOf(choices, bases), 'the way from here to SageMaker'),
  ]
}

const file = (path: string, text: string, why: string): ScaffoldFile => ({ path, text, why })

const DOCKERIGNORE = `# Everything is left out but what is named.
*
!program
!requirements.txt
!wheels
!package.json
!package-lock.json
**/__pycache__
**/*.pyc
`

const GITATTRIBUTES = `* text=auto eol=lf
*.tar.gz binary
*.whl binary
`

const INIT = file('tests/__init__.py', '"""Run with: python3 -m unittest"""\n', 'tests are found')

const TRAIN_TEST = 'a run as SageMaker makes it: model, failure file, SIGTERM, checkpoint'
const SERVE_TEST = 'ping, payload, bad requests, SIGTERM'

/** Programs with their tests. */
const programsOf = ({ kind, language, toolkit }: Choices): readonly ScaffoldFile[] => {
  if (language === 'node') {
    return [
      file('program/serve.mjs', NODE_SERVE, 'GET /ping, POST /invocations'),
      file('test/serve.test.mjs', TEST_NODE, SERVE_TEST),
    ]
  }
  if (toolkit === 'sagemaker-training') {
    return [
      file('program/train.py', TOOLKIT_TRAIN, 'called by the toolkit'),
      file('program/start.py', TOOLKIT_START, 'runs the toolkit, and hands SIGTERM on'),
      INIT,
      file('tests/test_train.py', TEST_TOOLKIT_TRAIN, 'a run as the toolkit makes it'),
    ]
  }
  if (toolkit === 'sagemaker-inference') {
    return [
      file('program/serve.py', TOOLKIT_SERVE, 'starts the model server'),
      file('program/handler_service.py', TOOLKIT_SERVICE, 'what the model server loads'),
      file('program/linear_handler.py', TOOLKIT_HANDLER, 'model, input, prediction, output'),
      INIT,
      file('tests/test_handler.py', TEST_TOOLKIT_HANDLER, 'the functions of the handler'),
    ]
  }
  const isBoth = kind === 'combined'
  const train = [
    file('program/train.py', PYTHON_TRAIN, 'hyperparameters, channels, checkpoints, failure file'),
    file('tests/test_train.py', TEST_TRAIN, TRAIN_TEST),
  ]
  const serve = [
    file('program/serve.py', PYTHON_SERVE, 'GET /ping, POST /invocations'),
    file('tests/test_serve.py', TEST_SERVE, SERVE_TEST),
  ]
  const process = [
    file('program/process.py', PYTHON_PROCESS, 'inputs to outputs, exit message'),
    file('tests/test_process.py', TEST_PROCESS, 'a run as SageMaker makes it'),
  ]
  return [
    ...(isBoth ? [file('program/main.py', PYTHON_MAIN, 'takes the word train or serve')] : []),
    ...(isBoth || kind === 'training' ? train : []),
    ...(isBoth || kind === 'serving' ? serve : []),
    ...(kind === 'processing' ? process : []),
    INIT,
  ]
}

/**
 * Versions that were built and run against the contract; the packages these bring in turn are the
 * index's choice, and named as they were. setuptools 82 and later have no pkg_resources.
 */
const REQUIREMENTS: Readonly<Record<Choices['toolkit'], string>> = {
  none: '# Packages with their versions: numpy==2.1.3\n',
  'sagemaker-training': `# Ran on Python 3.11 with numpy 2.4.6, scipy 1.17.1, protobuf 7.36.2, gevent 26.9.0, werkzeug 3.1.9.
sagemaker-training==5.1.4
`,
  'sagemaker-inference': `# Ran on Python 3.11 and Java 17 with numpy 2.4.6, scipy 1.17.1, pillow 13.0.0, boto3 1.44.5.
sagemaker-inference==1.10.1
multi-model-server==1.1.11
# sagemaker-inference imports pkg_resources, which later ones lack.
setuptools<81
`,
}

const packagesOf = ({ language, toolkit }: Choices): readonly ScaffoldFile[] => {
  if (language === 'node') return []
  const requirements = file('requirements.txt', REQUIREMENTS[toolkit], 'Python packages')
  if (toolkit === 'none') return [requirements]
  const note =
    'For builds without a network: pip install wheel && pip wheel -w wheels -r requirements.txt\n'
  return [requirements, file('wheels/README.md', note, 'packages without a network')]
}

const ROWS = '3.0,1.0,1.0\n5.0,2.0,1.0\n4.0,1.0,2.0\n6.0,2.0,2.0\n'
const MODEL = `${JSON.stringify({ weights: [2, 1], bias: 0 })}\n`
const PAYLOAD = `${JSON.stringify({
  instances: [
    [1, 1],
    [2, 1],
  ],
})}\n`

const samplesOf = ({ kind }: Choices): readonly ScaffoldFile[] => {
  const trains = kind === 'training' || kind === 'combined'
  const serves = kind === 'serving' || kind === 'combined'
  return [
    ...(trains ? [file(`${SAMPLE.training}/rows.csv`, ROWS, 'the channel training')] : []),
    ...(serves
      ? [
          file(`${SAMPLE.model}/model.json`, MODEL, 'what model.tar.gz would hold'),
          file(SAMPLE.payload, PAYLOAD, 'a request'),
        ]
      : []),
    ...(kind === 'processing' ? [file(`${SAMPLE.processing}/rows.csv`, ROWS, 'an input')] : []),
  ]
}
