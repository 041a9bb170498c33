import type { FlagTable } from '../define.ts'

/** Where an image goes, and what is made for it there. */
export const PUSH_FLAGS = {
  repository: {
    spec: '--repository <name>',
    describe: 'Repository in ECR: ml/fraud',
    required: true,
    config: 'container.repository',
  },
  imageTag: {
    spec: '--image-tag <tag>',
    describe: 'Tag (default git-<commit> of the working folder)',
  },
  create: { spec: '--create', describe: 'Make the repository when absent', kind: 'boolean' },
  mutable: {
    spec: '--mutable',
    describe: 'With --create: let tags move (default: only latest* may)',
    kind: 'boolean',
  },
  kmsKey: {
    spec: '--kms-key <arn>',
    describe: 'With --create: encrypt with this key, for good',
    config: 'container.kmsKey',
  },
  keep: {
    spec: '--keep <number>',
    describe:
      'Lifecycle policy: keep this many images tagged git-…; untagged ones go after 14 days',
    kind: 'integer',
  },
  registry: {
    spec: '--registry <host>',
    describe: 'Push to this registry instead of ECR: host or host:port',
  },
  insecure: {
    spec: '--insecure',
    describe: 'With --registry: plain HTTP',
    kind: 'boolean',
  },
  username: { spec: '--username <name>', describe: 'With --registry: who logs in' },
  passwordStdin: {
    spec: '--password-stdin',
    describe: 'With --username: the password is read from stdin',
    kind: 'boolean',
  },
} as const satisfies FlagTable
