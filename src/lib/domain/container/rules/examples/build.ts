import type { BUILD_RULES } from '../build-rules.ts'
import type { RuleExample } from '../rule.ts'

const PYTHON = 'FROM public.ecr.aws/docker/library/python:3.12-slim\n'

export const BUILD_EXAMPLES = {
  CTR101: {
    accepted: { dockerfile: `ARG TAG=3.12\n${PYTHON}RUN true\n` },
    refused: { dockerfile: 'RUN true\nFROM scratch\nCOPI a b\n' },
  },
  CTR102: {
    accepted: {
      dockerfile: `ARG TAG=3.12-slim\nFROM public.ecr.aws/docker/library/python:\${TAG}\n`,
    },
    refused: { dockerfile: 'FROM public.ecr.aws/docker/library/python\n' },
  },
  CTR103: {
    accepted: {
      dockerfile: 'FROM --platform=$TARGETPLATFORM public.ecr.aws/docker/library/python:3.12\n',
    },
    refused: {
      dockerfile: 'FROM --platform=linux/arm64 public.ecr.aws/docker/library/python:3.12\n',
    },
  },
  CTR104: {
    accepted: { dockerfile: 'FROM 123456789012.dkr.ecr.eu-west-1.amazonaws.com/base:1.2\n' },
    refused: { dockerfile: 'FROM 12345678901.dkr.ecr.eu-west-1.amazonaws.com/base:1.2\n' },
  },
  CTR105: {
    accepted: { dockerfile: PYTHON },
    refused: { dockerfile: 'FROM python:3.12-slim\n' },
  },
  CTR106: {
    accepted: {
      dockerfile: `${PYTHON}COPY src/*.py /opt/program/\n`,
      files: { 'src/main.py': 'print()\n' },
    },
    refused: {
      dockerfile: `${PYTHON}COPY src/mian.py /opt/program/\n`,
      files: { 'src/main.py': 'print()\n' },
    },
  },
  CTR107: {
    accepted: { dockerfile: `${PYTHON}RUN apt-get install -y cuda-toolkit-12-4\n` },
    refused: { dockerfile: `${PYTHON}RUN apt-get install -y nvidia-driver-550\n` },
  },
} as const satisfies Record<keyof typeof BUILD_RULES, RuleExample>
