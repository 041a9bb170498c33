import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { commands } from '../../../src/commands/index.ts'
import { asList, policySize } from '../../../src/lib/domain/core/policy-document.ts'
import { terraformOf } from '../../../src/lib/domain/iam/formats/terraform.ts'
import { lintPolicy } from '../../../src/lib/domain/iam/lint/lint.ts'
import { ROLE_PURPOSES } from '../../../src/lib/domain/iam/roles/purposes.ts'
import { printPolicy } from '../../../src/lib/flows/iam/policy.ts'
import { formatPolicies } from '../../../src/lib/flows/iam/policy-formats.ts'
import { printServiceRole } from '../../../src/lib/flows/iam/service-role-policy.ts'
import { ACCOUNT, accountWorld, REGION } from '../../support/account-world.ts'
import { fakeBuckets } from '../../support/fake-buckets.ts'
import { readHcl } from '../../support/hcl.ts'

const portsOf = () => accountWorld({ buckets: fakeBuckets({ acme: {} }) }).ports
const place = { account: ACCOUNT, partition: 'aws', region: REGION }
const resourcesOf = (purpose: string) => ({
  ...(['grader', 'workflow', 'evaluation'].includes(purpose) ? {} : { data: ['s3://acme/data/'] }),
  ...(['grader', 'workflow', 'import', 'builds'].includes(purpose)
    ? {}
    : { output: 's3://acme/o/' }),
  ...(purpose === 'builds' ? { pushes: ['ml/churn'] } : {}),
})
const serviceRole = (purpose: string) => printServiceRole(portsOf(), purpose, resourcesOf(purpose))
const callers = () =>
  printPolicy(portsOf(), commands, { names: ['rollout', 'finetune'], splitBuyer: true })

describe.each(ROLE_PURPOSES)('the role for %s', (purpose) => {
  it('is Terraform that reads back as the same documents', async () => {
    const printed = await serviceRole(purpose)
    const [role, policy] = readHcl(`${formatPolicies(printed, 'terraform')}\n`)
    expect(role).toMatchObject({
      type: 'aws_iam_role',
      attributes: {
        name: printed.role.name,
        assume_role_policy: { jsonencode: printed.role.trust },
      },
    })
    expect(policy).toMatchObject({
      type: 'aws_iam_role_policy',
      attributes: {
        policy: { jsonencode: printed.policies[0]?.document },
        role: { reference: `aws_iam_role.${role?.labels[1] ?? ''}.id` },
      },
    })
  })

  it('is a CloudFormation template that reads back as the same documents', async () => {
    const printed = await serviceRole(purpose)
    const text = formatPolicies(printed, 'cloudformation')
    for (const version of ['1.1', '1.2'] as const) {
      const template = parse(text, { version }) as {
        Resources: Record<string, { Type: string; Properties: object }>
      }
      const [resource] = Object.values(template.Resources)
      expect(resource).toMatchObject({
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: printed.role.name,
          AssumeRolePolicyDocument: printed.role.trust,
          Policies: [{ PolicyDocument: printed.policies[0]?.document }],
        },
      })
    }
  })

  it('is JSON that reads back as the same documents', async () => {
    const printed = await serviceRole(purpose)
    const { trust, permissions } = JSON.parse(formatPolicies(printed, 'json')) as {
      trust: unknown
      permissions: unknown
    }
    expect(trust).toEqual(printed.role.trust)
    expect(permissions).toEqual(printed.policies[0]?.document)
  })
})

describe('policies of callers', () => {
  it.each(['terraform', 'cloudformation', 'json'] as const)(
    'are told apart in %s',
    async (format) => {
      const printed = await callers()
      const text = formatPolicies(printed, format)
      const documents =
        format === 'terraform'
          ? readHcl(`${text}\n`).map(
              ({ attributes }) => (attributes.policy as { jsonencode: unknown }).jsonencode,
            )
          : format === 'json'
            ? Object.values(JSON.parse(text) as object)
            : Object.values((parse(text) as { Resources: object }).Resources).map(
                (one: { Properties: { PolicyDocument: unknown } }) => one.Properties.PolicyDocument,
              )
      expect(documents).toEqual(printed.policies.map(({ document }) => document))
      expect(printed.policies.map(({ name }) => name)).toContain('buyer')
    },
  )

  it('keep what starts instances apart from what shifts traffic between them', async () => {
    const { policies } = await callers()
    const actions = (name: string) =>
      policies
        .filter((policy) => policy.name.split('-')[0] === name)
        .flatMap(({ document }) => document.Statement.flatMap(({ Action }) => asList(Action)))
    expect(actions('buyer')).toContain('sagemaker:UpdateEndpoint')
    expect(actions('work')).toContain('sagemaker:UpdateEndpointWeightsAndCapacities')
    expect(actions('work')).not.toContain('sagemaker:UpdateEndpoint')
  })

  it('are cut where a managed policy would be too long, and lose nothing by it', async () => {
    const names = [...new Set(commands.map(({ path }) => path[0]))]
    const { policies } = await printPolicy(portsOf(), commands, { names, splitBuyer: false })
    expect(policies.length).toBeGreaterThan(1)
    for (const { document } of policies) expect(policySize(document)).toBeLessThanOrEqual(6_144)
    const given = new Set(
      policies.flatMap(({ document }) =>
        document.Statement.flatMap(({ Action }) => asList(Action)),
      ),
    )
    expect(
      commands.flatMap(({ iamActions }) => iamActions).filter((one) => !given.has(one)),
    ).toEqual([])
  })

  it('pass the linter without an error, for every command', async () => {
    for (const { path } of commands) {
      const names = [path.join(' ')]
      const { policies } = await printPolicy(portsOf(), commands, { names, splitBuyer: true })
      for (const { document } of policies) {
        const errors = lintPolicy(document, 'identity', place).filter(
          ({ level, rule }) => level === 'error' && rule !== 'document.size',
        )
        expect(errors, names[0]).toEqual([])
      }
    }
  })
})

it('names a service role as setup would, whatever word asked for it', async () => {
  const printed = await printServiceRole(portsOf(), 'training', {
    ...resourcesOf('training'),
    role: 'training',
  })
  expect(printed.role.name).toBe('mlctl-sagemaker-acme')
})

it.each([undefined, 'my-role'])('without --for, --role %s is no service role', async (role) => {
  await expect(printServiceRole(portsOf(), role, {})).rejects.toMatchObject({ code: 'MLC-IAM-007' })
})

it('any text comes back out of Terraform as it went in', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('$', '%', '{', '}', '"', '\\', '*', 'a', '\n', 'é') }),
      (text) => {
        const document = {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow' as const, Action: 's3:GetObject', Resource: text }],
        }
        const hcl = terraformOf({ policies: [{ name: 'x', document }] })
        const [block] = readHcl(hcl)
        expect(block?.attributes.policy).toEqual({ jsonencode: document })
      },
    ),
  )
})
