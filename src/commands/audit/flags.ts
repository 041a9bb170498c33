import type { AuditScope } from '../../lib/flows/audit/scope.ts'
import type { FlagTable, FlagValues, GlobalFlags } from '../define.ts'

/** What is audited, how it is judged, and what becomes of the result. */
export const AUDIT_FLAGS = {
  account: {
    spec: '--account',
    describe: 'Everything of the account and region that can be listed',
    kind: 'boolean',
  },
  region: {
    spec: '--region <name>',
    describe: 'AWS Region; with --account or --tag repeatable, and each is looked at',
    kind: 'list',
  },
  allRegions: {
    spec: '--all-regions',
    describe: 'With --account or --tag: every region that the account has turned on',
    kind: 'boolean',
  },
  bucket: { spec: '--bucket <name>', describe: 'This bucket (repeatable)', kind: 'list' },
  endpoint: {
    spec: '--endpoint <name>',
    describe: 'This endpoint, with its models, roles, keys, network and images (repeatable)',
    kind: 'list',
  },
  role: { spec: '--role <name>', describe: 'This role (repeatable)', kind: 'list' },
  key: {
    spec: '--key <id>',
    describe: 'This KMS key: id, ARN or alias (repeatable)',
    kind: 'list',
  },
  vpc: { spec: '--vpc <id>', describe: 'This VPC (repeatable)', kind: 'list' },
  repository: {
    spec: '--repository <name>',
    describe: 'This ECR repository (repeatable)',
    kind: 'list',
  },
  jobs: {
    spec: '--jobs <n>',
    describe: 'With --account and --tag: so many of the newest jobs of each kind',
    kind: 'integer',
    default: 100,
  },
  requiredTags: {
    spec: '--required-tags <keys>',
    describe: 'Tag keys that everything must have, separated by commas',
    kind: 'list',
    config: 'audit.requiredTags',
  },
  requireKms: {
    spec: '--require-kms',
    describe: 'Buckets must be encrypted with a KMS key',
    kind: 'boolean',
    config: 'audit.requireKms',
  },
  baseline: {
    spec: '--baseline <file>',
    describe: 'Faults that are accepted, with reason and day: they are told and do not count',
    config: 'audit.baseline',
    completes: 'file',
  },
  updateBaseline: {
    spec: '--update-baseline',
    describe: 'Accept all that is found now, and write the baseline',
    kind: 'boolean',
  },
  reason: { spec: '--reason <text>', describe: 'With --update-baseline: why it is accepted' },
  expires: {
    spec: '--expires <duration>',
    describe: 'With --update-baseline: count again after this time (90d)',
    kind: 'duration',
  },
  failOn: {
    spec: '--fail-on <severity>',
    describe: 'Exit 8 when a fault is as bad as this, or worse',
    choices: ['low', 'medium', 'high', 'critical'],
    config: 'audit.failOn',
  },
  fix: {
    spec: '--fix',
    describe: 'Repair what is safe to repair, after a plan and a yes',
    kind: 'boolean',
  },
  format: {
    spec: '--format <format>',
    describe: 'text, or sarif (2.1.0) for code scanning',
    choices: ['text', 'sarif'],
    default: 'text',
  },
  html: {
    spec: '--html <file>',
    describe: 'Write a page to pass on, complete in one file',
    completes: 'file',
  },
} as const satisfies FlagTable

/** Named things, else a tag, else the account, else the project. */
export const scopeOf = (
  flags: FlagValues<typeof AUDIT_FLAGS>,
  { tags }: GlobalFlags,
): AuditScope => {
  const kinds = ['bucket', 'endpoint', 'role', 'key', 'vpc', 'repository'] as const
  const targets = kinds.flatMap((kind) =>
    (flags[kind] ?? []).flatMap((names) => names.split(',').map((name) => ({ kind, name }))),
  )
  if (targets.length > 0) return { kind: 'named', targets }
  if (flags.account === true) return { kind: 'account' }
  return Object.keys(tags).length > 0 ? { kind: 'tag', tags } : { kind: 'project' }
}
