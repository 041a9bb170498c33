import { defineCommand } from '../define.ts'
import { POLICY_FLAGS } from './policy-flags.ts'
import { roleRequestOf } from './role-flags.ts'

export const iamPolicy = defineCommand({
  path: ['iam', 'policy'],
  summary: 'Print the least-privilege policy of a person, a CI role or a service role',
  about:
    'For callers it is made from the actions that each command declares, limited to this account, region, bucket and role wherever an action can be limited. --split-buyer keeps the actions that buy capacity in a policy of their own, which CI roles should not hold. Without --for, --role names a service role (training, hosting, …) and its trust and permissions are printed. Nothing is changed.',
  flags: POLICY_FLAGS,
  changes: 'nothing',
  iamActions: [
    's3:GetBucketPublicAccessBlock',
    's3:GetEncryptionConfiguration',
    's3:ListAllMyBuckets',
    's3:ListBucket',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl iam policy --for finetune --bucket acme-ml --format json > policy.json',
      why: 'for aws iam create-policy --policy-document file://policy.json',
    },
    {
      run: 'mlctl iam policy --for rollout,finetune --split-buyer --format terraform > policies.tf',
      why: 'let CI train and shift traffic, and people buy',
    },
    {
      run: 'mlctl iam policy --role training --data s3://acme-ml/fraud/ --output s3://acme-ml/results/ --format cloudformation',
      why: 'the role of training jobs as a template',
    },
  ],
  async run(ports, { flags, commands, globals }) {
    const { formatPolicies } = await import('../../lib/flows/iam/policy-formats.ts')
    const { printPolicy } = await import('../../lib/flows/iam/policy.ts')
    const { printServiceRole } = await import('../../lib/flows/iam/service-role-policy.ts')
    const { bucket, role, format } = flags
    const names = (flags.for ?? [])
      .flatMap((text) => text.split(','))
      .filter((name) => name.trim() !== '')
    const request = { names, bucket, role, splitBuyer: flags.splitBuyer === true }
    const resources = { ...roleRequestOf({ ...flags, for: 'customization' }), tags: globals.tags }
    const printed =
      names.length > 0
        ? await printPolicy(ports, commands, request)
        : await printServiceRole(ports, role, resources)
    const file = format === 'text' ? undefined : formatPolicies(printed, format)
    return { format, ...printed, ...(file === undefined ? {} : { file }) }
  },
  render: (printed, { style }) => {
    if (printed.file !== undefined) return printed.file
    const document = (title: string, value: unknown) => [
      '',
      style.bold(title),
      JSON.stringify(value, null, 2),
    ]
    if ('commands' in printed)
      return [
        `For: ${printed.commands.join(', ')}`,
        ...printed.policies.flatMap(({ name, document: value, size }) =>
          document(`Policy "${name}" (${size} characters as IAM counts them)`, value),
        ),
      ].join('\n')
    return [
      `Role: ${printed.role.name} (${printed.role.description})`,
      ...document(
        `Trust (${printed.sizes.trust} characters as IAM counts them)`,
        printed.role.trust,
      ),
      ...printed.policies.flatMap(({ name, document: value }) =>
        document(`Policy "${name}" (${printed.sizes.permissions} characters)`, value),
      ),
    ].join('\n')
  },
})
