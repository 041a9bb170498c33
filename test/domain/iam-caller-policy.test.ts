import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commands as table } from '../../src/commands/index.ts'
import { asList } from '../../src/lib/domain/core/policy-document.ts'
import { actionRow } from '../../src/lib/domain/iam/action-resources.ts'
import { callerPolicy } from '../../src/lib/domain/iam/caller-policy.ts'

const COMMANDS = [
  {
    path: ['finetune', 'run'],
    iamActions: [
      'bedrock:CreateModelCustomizationJob',
      'iam:PassRole',
      's3:PutObject',
      's3:ListBucket',
    ],
  },
  { path: ['finetune', 'list'], iamActions: ['bedrock:ListModelCustomizationJobs'] },
  { path: ['throughput', 'buy'], iamActions: ['bedrock:CreateProvisionedModelThroughput'] },
  { path: ['throughput', 'list'], iamActions: ['bedrock:ListProvisionedModelThroughputs'] },
]
const SCOPE = {
  partition: 'aws',
  region: 'us-east-1',
  account: '111122223333',
  bucket: 'acme',
  role: 'mlctl-bedrock-*',
  splitBuyer: false,
}
const actionsOf = (policy: ReturnType<typeof callerPolicy>, name: string) =>
  policy.policies
    .filter((one) => one.name === name)
    .flatMap(({ document }) => document.Statement.flatMap(({ Action }) => asList(Action)))

describe('a role may be handed', () => {
  const passing = (name: string) =>
    callerPolicy(table, [name], SCOPE)
      .policies.flatMap(({ document }) => document.Statement)
      .find(({ Action }) => asList(Action).includes('iam:PassRole'))?.Condition

  it.each([
    ['finetune run', 'bedrock.amazonaws.com'],
    ['endpoint create', 'sagemaker.amazonaws.com'],
    ['rollout repair', 'sagemaker.amazonaws.com'],
    ['train run', 'sagemaker.amazonaws.com'],
    ['container build', 'codebuild.amazonaws.com'],
  ])('by %s to %s alone', (name, service) => {
    expect(passing(name)).toEqual({ StringEquals: { 'iam:PassedToService': service } })
  })
})

it('every statement of every command has an id of letters and digits', () => {
  const { policies } = callerPolicy(
    table,
    table.map(({ path }) => path.join(' ')),
    SCOPE,
  )
  for (const { Sid } of policies.flatMap(({ document }) => document.Statement)) {
    expect(Sid).toMatch(/^[A-Za-z0-9]+$/)
  }
})

describe('the policy of a caller', () => {
  it('limits each action to what it can be limited to', () => {
    const [work] = callerPolicy(COMMANDS, ['finetune'], SCOPE).policies
    expect(work?.document).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'MlctlBedrock1',
          Effect: 'Allow',
          Action: ['bedrock:CreateModelCustomizationJob'],
          Resource: [
            'arn:aws:bedrock:us-east-1:111122223333:custom-model/*',
            'arn:aws:bedrock:us-east-1:111122223333:model-customization-job/*',
            'arn:aws:bedrock:us-east-1::foundation-model/*',
          ],
        },
        {
          Sid: 'MlctlBedrock2',
          Effect: 'Allow',
          Action: ['bedrock:ListModelCustomizationJobs'],
          Resource: ['*'],
        },
        {
          Sid: 'MlctlIam1',
          Effect: 'Allow',
          Action: ['iam:PassRole'],
          Resource: ['arn:aws:iam::111122223333:role/mlctl-bedrock-*'],
          Condition: { StringEquals: { 'iam:PassedToService': 'bedrock.amazonaws.com' } },
        },
        {
          Sid: 'MlctlS31',
          Effect: 'Allow',
          Action: ['s3:ListBucket'],
          Resource: ['arn:aws:s3:::acme'],
        },
        {
          Sid: 'MlctlS32',
          Effect: 'Allow',
          Action: ['s3:PutObject'],
          Resource: ['arn:aws:s3:::acme/*'],
        },
        {
          Sid: 'MlctlSts1',
          Effect: 'Allow',
          Action: ['sts:GetCallerIdentity'],
          Resource: ['*'],
        },
      ],
    })
  })

  it.each([
    [['finetune'], ['finetune list', 'finetune run']],
    [['finetune run'], ['finetune run']],
    [
      ['finetune.run', 'throughput list'],
      ['finetune run', 'throughput list'],
    ],
    [['fine'], []],
  ])('for %j serves %j', (names, served) => {
    const policy = callerPolicy(COMMANDS, names, SCOPE)
    expect(policy.commands).toEqual(served)
    expect(policy.unknownNames).toEqual(served.length === 0 ? names : [])
  })

  it('keeps buying apart when asked to, and loses nothing by it', () => {
    const split = callerPolicy(COMMANDS, ['throughput'], { ...SCOPE, splitBuyer: true })
    expect(actionsOf(split, 'buyer')).toEqual(['bedrock:CreateProvisionedModelThroughput'])
    expect(actionsOf(split, 'work')).not.toContain('bedrock:CreateProvisionedModelThroughput')
    const whole = callerPolicy(COMMANDS, ['throughput'], SCOPE)
    expect([...actionsOf(split, 'work'), ...actionsOf(split, 'buyer')].sort()).toEqual(
      [...actionsOf(whole, 'work')].sort(),
    )
  })

  it('grants an unknown action on everything, and says so', () => {
    const odd = [{ path: ['odd'], iamActions: ['odd:DoThings'] }]
    const policy = callerPolicy(odd, ['odd'], SCOPE)
    expect(policy.unscopedActions).toEqual(['odd:DoThings'])
    expect(policy.policies[0]?.document.Statement[0]).toMatchObject({ Resource: ['*'] })
  })

  it('is the same in whatever order commands and names come, and grants each action once', () => {
    const some = fc.shuffledSubarray(['finetune', 'throughput', 'finetune list'], { minLength: 1 })
    const order = fc.shuffledSubarray(COMMANDS, { minLength: COMMANDS.length })
    fc.assert(
      fc.property(some, order, (names, shuffled) => {
        const policy = callerPolicy(shuffled, names, SCOPE)
        expect(policy.policies).toEqual(callerPolicy(COMMANDS, [...names].sort(), SCOPE).policies)
        const actions = actionsOf(policy, 'work')
        expect(new Set(actions).size).toBe(actions.length)
      }),
    )
  })
})

it.each(table.map((def) => [def.path.join(' '), def.iamActions] as const))(
  '%s declares only actions that the table of resources knows',
  (_, actions) => expect(actions.filter((action) => actionRow(action) === undefined)).toEqual([]),
)
