import type { CONTEXT_RULES } from '../context-rules.ts'
import type { ExampleContext, RuleExample } from '../rule.ts'

const PYTHON = 'FROM public.ecr.aws/docker/library/python:3.12-slim\n'
const WEIGHTS = { text: '', sizeBytes: 400_000_000 }

const copying = (files: ExampleContext['files']): ExampleContext => ({
  dockerfile: `${PYTHON}COPY . /opt/program/\n`,
  files: { 'main.py': 'print()\n', ...files },
})

export const CONTEXT_EXAMPLES = {
  CTR501: {
    accepted: copying({ '.dockerignore': '.env\n', '.env': 'DATABASE=…\n' }),
    refused: copying({ '.env': 'DATABASE=…\n' }),
  },
  CTR502: {
    accepted: { dockerfile: `${PYTHON}RUN --mount=type=secret,id=token make\nENV MAX_TOKENS=9\n` },
    refused: { dockerfile: `${PYTHON}ARG HF_TOKEN\n` },
  },
  CTR503: {
    accepted: copying({ '.dockerignore': '.git\n', '.git/HEAD': 'ref: refs/heads/main\n' }),
    refused: copying({}),
  },
  CTR504: {
    accepted: copying({
      '.dockerignore': 'data\n',
      'data/all.csv': { ...WEIGHTS, sizeBytes: 6e8 },
    }),
    refused: copying({ 'data/all.csv': { ...WEIGHTS, sizeBytes: 6e8 } }),
  },
  CTR505: {
    accepted: copying({ '.dockerignore': '*.safetensors\n', 'model.safetensors': WEIGHTS }),
    refused: copying({ 'model.safetensors': WEIGHTS }),
  },
  CTR506: {
    accepted: { dockerfile: `${PYTHON}RUN pip install --no-cache-dir numpy==2.1.0\n` },
    refused: { dockerfile: `${PYTHON}RUN pip install numpy==2.1.0\n` },
  },
} as const satisfies Record<keyof typeof CONTEXT_RULES, RuleExample>
