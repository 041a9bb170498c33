import type { ExampleContext, RuleExample } from '../rule.ts'
import type { RUNTIME_RULES } from '../runtime-rules.ts'

const PYTHON = 'FROM public.ecr.aws/docker/library/python:3.12-slim\n'
const ENTRY = 'ENTRYPOINT ["/opt/program/start"]\n'
const LABEL = 'LABEL com.amazonaws.sagemaker.capabilities'

/** An image that serves, with these lines in it. */
const serving = (lines: string): ExampleContext => ({
  dockerfile: `${PYTHON}${lines}\n${ENTRY}`,
  kind: 'serving',
})

const started = (text: string): ExampleContext => ({
  dockerfile: `${PYTHON}COPY start /opt/program/start\n${ENTRY}`,
  files: { start: { text, executable: true } },
})

const server = (host: string): ExampleContext => ({
  dockerfile: `${PYTHON}COPY serve.py /opt/program/\nENTRYPOINT ["python3", "/opt/program/serve.py"]\n`,
  files: { 'serve.py': `PATH = '/invocations'\nHTTPServer(('${host}', port), Handler)\n` },
})

export const RUNTIME_EXAMPLES = {
  CTR301: {
    accepted: { dockerfile: `${PYTHON}USER app\nRUN make\nUSER root\n` },
    refused: { dockerfile: `${PYTHON}USER app\n` },
  },
  CTR302: { accepted: serving('EXPOSE 8080'), refused: serving('EXPOSE 5000') },
  CTR303: { accepted: server('0.0.0.0'), refused: server('127.0.0.1') },
  CTR304: {
    accepted: serving(`${LABEL}.accept-bind-to-port=true`),
    refused: serving('EXPOSE 8080'),
  },
  CTR305: {
    accepted: {
      dockerfile: `${PYTHON}${LABEL}.multi-models=true\nCOPY serve.py /opt/program/\n`,
      files: { 'serve.py': "if path.startswith('/models'):\n    pass\n" },
    },
    refused: {
      dockerfile: `${PYTHON}${LABEL}.multi-models=true\nCOPY serve.py /opt/program/\n`,
      files: { 'serve.py': "PATHS = ['/ping', '/invocations']\n" },
    },
  },
  CTR306: {
    accepted: {
      dockerfile: `${PYTHON}COPY train.py /opt/ml/code/\n`,
      files: { 'train.py': 'print()\n' },
    },
    refused: {
      dockerfile: `${PYTHON}COPY model.json /opt/ml/model/\n`,
      files: { 'model.json': '{}\n' },
    },
  },
  CTR307: {
    accepted: started('#!/bin/sh\nexec python3 main.py "$@"\n'),
    refused: started('#!/bin/sh\npip install -r requirements.txt\nexec python3 main.py "$@"\n'),
  },
  CTR308: {
    accepted: started('#!/bin/sh\nexec python3 main.py "$@"\n'),
    refused: started('#!/bin/sh\npython3 main.py "$@"\n'),
  },
} as const satisfies Record<keyof typeof RUNTIME_RULES, RuleExample>
