import type { ENTRY_RULES } from '../entry-rules.ts'
import type { ExampleContext, RuleExample } from '../rule.ts'

const PYTHON = 'FROM public.ecr.aws/docker/library/python:3.12-slim\n'
const SCRIPT = '#!/bin/sh\nexec python3 /opt/program/main.py "$@"\n'

/** An image whose `serve` is this file, put on PATH. */
const serving = (text: string, executable = true): ExampleContext => ({
  dockerfile: `${PYTHON}COPY serve /usr/local/bin/serve\n`,
  files: { serve: { text, executable } },
})

export const ENTRY_EXAMPLES = {
  CTR201: {
    accepted: { dockerfile: `${PYTHON}ENTRYPOINT ["python3", "/opt/program/main.py"]\n` },
    refused: { dockerfile: `${PYTHON}ENTRYPOINT python3 /opt/program/main.py\n` },
  },
  CTR202: {
    accepted: { dockerfile: `${PYTHON}ENTRYPOINT ["/opt/program/start"]\n` },
    refused: { dockerfile: `${PYTHON}ENTRYPOINT ["/usr/bin/tini", "--", "start"]\n` },
  },
  CTR203: {
    accepted: serving(SCRIPT),
    refused: {
      dockerfile: `${PYTHON}COPY main.py /opt/program/\nCMD ["python3", "/opt/program/main.py"]\n`,
      files: { 'main.py': 'print()\n' },
    },
  },
  CTR204: { accepted: serving(SCRIPT), refused: serving(SCRIPT, false) },
  CTR205: { accepted: serving(SCRIPT), refused: serving(SCRIPT.replaceAll('\n', '\r\n')) },
  CTR206: { accepted: serving(SCRIPT), refused: serving('python3 /opt/program/main.py\n') },
  CTR207: {
    accepted: {
      dockerfile: `${PYTHON}COPY . /opt/program/\nENTRYPOINT ["python3", "/opt/program/main.py"]\n`,
      files: { 'main.py': 'print()\n' },
    },
    refused: {
      dockerfile: `${PYTHON}COPY . /opt/program/\nENTRYPOINT ["python3", "/opt/program/mian.py"]\n`,
      files: { 'main.py': 'print()\n' },
    },
  },
  CTR208: {
    accepted: { dockerfile: `${PYTHON}ENTRYPOINT ["python3", "-u", "/opt/program/main.py"]\n` },
    refused: { dockerfile: `${PYTHON}ENTRYPOINT ["python3"]\nCMD ["/opt/program/main.py"]\n` },
  },
  CTR209: {
    accepted: {
      dockerfile: `${PYTHON}ENTRYPOINT ["python3", "/opt/program/process.py"]\n`,
      kind: 'processing',
    },
    refused: { dockerfile: `${PYTHON}CMD ["bash"]\n`, kind: 'processing' },
  },
} as const satisfies Record<keyof typeof ENTRY_RULES, RuleExample>
