import type { ContainerRuleRow } from './rule.ts'
import { SOURCE } from './sources.ts'

/** What goes into the build and into the layers. */
export const CONTEXT_RULES = {
  CTR501: {
    severity: 'error',
    what: 'no secrets in files that are copied into the image',
    why: 'Whoever may pull the image reads them, in every version of it.',
    fix: 'Revoke it, leave the file out in .dockerignore, and take it at run time from a role.',
    source: SOURCE.secrets,
    checkedBy: ['lint', 'image'],
  },
  CTR502: {
    severity: 'error',
    what: 'no secrets in ARG, ENV, LABEL or RUN',
    why: 'They stay in the history of the image, for everybody who can pull it.',
    fix: 'RUN --mount=type=secret for the build; a role or Secrets Manager at run time.',
    source: SOURCE.secrets,
    checkedBy: ['lint', 'image'],
  },
  CTR503: {
    severity: 'warning',
    what: 'a .dockerignore keeps .git and secrets out of the context',
    why: 'The whole history would be sent to the builder, and COPY . puts it into the image.',
    fix: 'Write a .dockerignore with .git, .env, .aws and the virtual environment.',
    source: SOURCE.context,
    checkedBy: ['lint'],
  },
  CTR504: {
    severity: 'warning',
    what: 'the context is below 500 MB',
    why: 'Every build reads and sends it; what is that large is data, which belongs in S3.',
    fix: 'Leave the largest folders out in .dockerignore.',
    source: 'mlctl',
    checkedBy: ['lint'],
  },
  CTR505: {
    severity: 'warning',
    what: 'model weights are not in the layers',
    why: 'Every pull moves them, and code and weights cannot change apart; ModelDataUrl is for them.',
    fix: 'Leave them out in .dockerignore; SageMaker unpacks model.tar.gz to /opt/ml/model.',
    source: SOURCE.inference,
    checkedBy: ['lint', 'image'],
  },
  CTR506: {
    severity: 'warning',
    what: 'package caches do not stay in the layers',
    why: 'They make the image larger by hundreds of MB, and every start slower.',
    fix: 'pip install --no-cache-dir; rm -rf /var/lib/apt/lists/* in the same RUN.',
    source: SOURCE.dockerfile,
    checkedBy: ['lint'],
  },
} as const satisfies Record<string, ContainerRuleRow>
