import type { Bases } from './base.ts'
import type { Choices } from './choices.ts'

const PIN = `# The version is pinned, the digest is not. To pin it as well, ask for the digest:
#   skopeo inspect --format '{{.Digest}}' docker://<image>
# and write FROM <image>@sha256:…`

const PORT_LABEL = 'LABEL com.amazonaws.sagemaker.capabilities.accept-bind-to-port=true'

/** The Dockerfile of a scaffold. It holds to every rule that `container lint` knows. */
export const dockerfileOf = (choices: Choices, bases: Bases): string => {
  if (choices.language === 'node') return nodeServing(bases)
  if (choices.toolkit === 'sagemaker-training') return trainingToolkit(bases)
  if (choices.toolkit === 'sagemaker-inference') return inferenceToolkit(bases)
  return python(choices, bases)
}

const SCRIPTS = {
  training: 'train.py',
  serving: 'serve.py',
  combined: 'main.py',
  processing: 'process.py',
} as const

const python = ({ kind }: Choices, { run }: Bases): string => {
  const serves = kind === 'serving' || kind === 'combined'
  return `${PIN}
FROM ${run}

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /opt/program

# Packages: name them with their versions in requirements.txt, and take these lines in.
# COPY requirements.txt ./
# RUN pip install --no-cache-dir -r requirements.txt

COPY program/ ./
${serves ? `\n# The port comes from SAGEMAKER_BIND_TO_PORT, and is 8080 without it.\n${PORT_LABEL}\nEXPOSE 8080\n` : ''}
# Exec form: the word of SageMaker is an argument, and SIGTERM reaches the program.
ENTRYPOINT ["python3", "/opt/program/${SCRIPTS[kind]}"]
`
}

const nodeServing = ({ run }: Bases): string => `${PIN}
FROM ${run}

ENV NODE_ENV=production
WORKDIR /opt/program

# Packages: write package.json with its lock file, and take these lines in.
# COPY package.json package-lock.json ./
# RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

COPY program/ ./

# The port comes from SAGEMAKER_BIND_TO_PORT, and is 8080 without it.
${PORT_LABEL}
EXPOSE 8080

# Exec form: the word of SageMaker is an argument, and SIGTERM reaches the program.
ENTRYPOINT ["node", "/opt/program/serve.mjs"]
`

/** Packages are built in one stage and moved as a virtual environment: no compiler in the image. */
const packages = (bases: Bases): string => `${PIN}
FROM ${bases.build} AS packages

# What lies in wheels/ is taken before the index; with --build-arg PIP_NO_INDEX=1 nothing else is.
# Where a proxy signs for the index, PIP_CERT names its certificates in the base image.
ARG PIP_NO_INDEX
ARG PIP_CERT
WORKDIR /build
COPY requirements.txt ./
COPY wheels/ wheels/
RUN python3 -m venv /opt/venv \\
    && /opt/venv/bin/pip install --no-cache-dir --find-links wheels -r requirements.txt

FROM ${bases.run}

ENV PYTHONUNBUFFERED=1 PATH=/opt/venv/bin:$PATH
COPY --from=packages /opt/venv /opt/venv
`

const trainingToolkit = (bases: Bases): string => `${packages(bases)}
# The toolkit runs this script; start.py runs the toolkit.
COPY program/train.py /opt/ml/code/train.py
ENV SAGEMAKER_PROGRAM=train.py
COPY program/start.py /opt/program/start.py

# Exec form: the word of SageMaker is an argument, and SIGTERM reaches the program.
ENTRYPOINT ["python3", "/opt/program/start.py"]
`

const inferenceToolkit = (bases: Bases): string => `${packages(bases)}
# The toolkit drives the Multi Model Server, a Java program.
RUN if ! command -v java; then \\
      mkdir -p /usr/share/man/man1 \\
      && apt-get update \\
      && apt-get install -y --no-install-recommends openjdk-17-jre-headless \\
      && rm -rf /var/lib/apt/lists/*; \\
    fi

WORKDIR /opt/program
COPY program/ ./
ENV PYTHONPATH=/opt/program

# The port comes from SAGEMAKER_BIND_TO_PORT, and is 8080 without it.
${PORT_LABEL}
EXPOSE 8080
ENTRYPOINT ["python3", "/opt/program/serve.py"]
`
