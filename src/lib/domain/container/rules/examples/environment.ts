import type { ENVIRONMENT_RULES } from '../environment-rules.ts'
import type { ExampleContext, RuleExample } from '../rule.ts'

const image = (lines: string): ExampleContext => ({
  dockerfile: `FROM public.ecr.aws/docker/library/python:3.12-slim\n${lines}\n`,
  files: { 'train.py': 'print()\n' },
})

const PLAIN = image('ENV LOG_LEVEL=info')
const JAVA = 'RUN apt-get install -y default-jre-headless'

export const ENVIRONMENT_EXAMPLES = {
  CTR401: {
    accepted: image('COPY train.py /opt/ml/code/\nENV SAGEMAKER_PROGRAM=train.py'),
    refused: image('COPY train.py /opt/ml/code/\nENV SAGEMAKER_PROGRAM=/opt/program/train.py'),
  },
  CTR402: {
    accepted: image('ENV SAGEMAKER_TRAINING_MODULE=acme.training:main'),
    refused: image('ENV SAGEMAKER_TRAINING_MODULE=acme/training.py'),
  },
  CTR403: { accepted: PLAIN, refused: image('ENV SAGEMAKER_SERVICE_MODULE=acme.serving:app') },
  CTR404: {
    accepted: image(
      'RUN pip install sagemaker-containers\nENV SAGEMAKER_SERVING_MODULE=acme.serving:app',
    ),
    refused: image('ENV SAGEMAKER_SERVING_MODULE=acme.serving:app'),
  },
  CTR405: { accepted: PLAIN, refused: image('ENV SAGEMAKER_SUBMIT_DIRECTORY=/opt/ml/code') },
  CTR406: { accepted: PLAIN, refused: image('ENV SM_MODEL_DIR=/opt/ml/model') },
  CTR407: { accepted: PLAIN, refused: image('ENV SAGEMAKER_BIND_TO_PORT=8080') },
  CTR408: { accepted: PLAIN, refused: image('ENV SAGEMAKER_BASE_DIR=/tmp/ml') },
  CTR409: {
    accepted: image('ENV SAGEMAKER_PROGRAM=train.py'),
    refused: image('ENV SAGEMAKER_PROGAM=train.py'),
  },
  CTR410: {
    accepted: image('RUN pip install sagemaker-training==5.1.4'),
    refused: image('RUN pip install sagemaker_containers'),
  },
  CTR411: {
    accepted: image(`${JAVA}\nRUN pip install sagemaker-inference==1.10.1`),
    refused: image('RUN pip install sagemaker-inference==1.10.1'),
  },
  CTR412: {
    accepted: image(`${JAVA}\nRUN pip install sagemaker-inference==1.10.1 "setuptools<81"`),
    refused: image(`${JAVA}\nRUN pip install sagemaker-inference==1.10.1 setuptools`),
  },
  CTR413: {
    accepted: image(
      'RUN pip install sagemaker-training==5.1.4\nCOPY train.py /opt/program/start.py\nENTRYPOINT ["python3", "/opt/program/start.py"]',
    ),
    refused: image('RUN pip install sagemaker-training==5.1.4\nENTRYPOINT ["train"]'),
  },
} as const satisfies Record<keyof typeof ENVIRONMENT_RULES, RuleExample>
