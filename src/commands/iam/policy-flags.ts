import type { FlagTable } from '../define.ts'
import { ROLE_FLAGS } from './role-flags.ts'

const { for: _, role: __, ...RESOURCES } = ROLE_FLAGS

/** The flags of `iam policy`: for callers the first few, for service roles what the role works with. */
export const POLICY_FLAGS = {
  for: {
    spec: '--for <commands>',
    describe: 'Groups or commands, separated by commas: finetune,"throughput quote"',
    kind: 'list',
  },
  bucket: { spec: '--bucket <name>', describe: 'Bucket of data and results' },
  role: {
    spec: '--role <name>',
    describe:
      'With --for: role (or pattern) that jobs run with. Without: the service role whose policies are printed, as of iam setup --for',
  },
  splitBuyer: {
    spec: '--split-buyer',
    describe: 'A policy of its own for what buys capacity',
    kind: 'boolean',
  },
  format: {
    spec: '--format <format>',
    describe: 'text, or a file: JSON documents, Terraform, a CloudFormation template',
    choices: ['text', 'json', 'terraform', 'cloudformation'],
    default: 'text',
  },
  ...RESOURCES,
} as const satisfies FlagTable
