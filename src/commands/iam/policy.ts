import { defineCommand } from '../define.ts'

export const iamPolicy = defineCommand({
  path: ['iam', 'policy'],
  summary: 'Print the least-privilege policy of a person or CI role for some commands',
  about:
    'Made from the actions that each command declares, limited to this account, region, bucket and role wherever an action can be limited. --split-buyer keeps the actions that buy capacity in a policy of their own, which CI roles should not hold.',
  flags: {
    for: {
      spec: '--for <commands>',
      describe: 'Groups or commands, separated by commas: finetune,"throughput quote"',
      kind: 'list',
      required: true,
    },
    bucket: { spec: '--bucket <name>', describe: 'Bucket of data and results' },
    role: {
      spec: '--role <name>',
      describe: 'Role (or pattern) that jobs run with',
      default: 'mlctl-bedrock-*',
    },
    splitBuyer: {
      spec: '--split-buyer',
      describe: 'A policy of its own for what buys capacity',
      kind: 'boolean',
    },
    format: {
      spec: '--format <format>',
      describe: 'text, or json: only the policy documents',
      choices: ['text', 'json'],
      default: 'text',
    },
  },
  changes: 'nothing',
  iamActions: ['sts:GetCallerIdentity'],
  examples: [
    {
      run: 'mlctl iam policy --for finetune --bucket acme-ml --format json > policy.json',
      why: 'for aws iam create-policy --policy-document file://policy.json',
    },
    {
      run: 'mlctl iam policy --for finetune,throughput --split-buyer',
      why: 'let CI train, and people buy',
    },
  ],
  async run(ports, { flags, commands }) {
    const { printPolicy } = await import('../../lib/flows/iam/policy.ts')
    const { bucket, role, format } = flags
    const names = flags.for.flatMap((text) => text.split(',')).filter((name) => name.trim() !== '')
    const request = { names, bucket, role, splitBuyer: flags.splitBuyer === true }
    return { format, ...(await printPolicy(ports, commands, request)) }
  },
  render: ({ format, policies, commands }, { style }) => {
    if (format === 'json') {
      const [only] = policies
      const document =
        policies.length === 1
          ? only?.document
          : Object.fromEntries(policies.map((policy) => [policy.name, policy.document]))
      return JSON.stringify(document, null, 2)
    }
    return [
      `For: ${commands.join(', ')}`,
      ...policies.flatMap(({ name, document, size }) => [
        '',
        style.bold(`Policy "${name}" (${size} characters as IAM counts them)`),
        JSON.stringify(document, null, 2),
      ]),
    ].join('\n')
  },
})
