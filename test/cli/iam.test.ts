import { describe, expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'
import { tempFolder } from '../support/temp-folder.ts'

const STORAGE = '--data s3://acme-ml/fraud/train.jsonl --output s3://acme-ml/results/'

describe('mlctl iam setup', () => {
  it('makes a role that iam check finds right, and finds nothing to do the second time', async () => {
    const folder = tempFolder()
    const setup = await cli(`iam setup --role ft-role ${STORAGE} --json`, { folder })
    expect(setup.json()).toMatchObject({
      status: 'applied',
      roleArn: 'arn:aws:iam::000000000000:role/ft-role',
      readiness: { ready: true, by: 'simulation' },
    })
    expect(setup.exitCode).toBe(0)
    const check = await cli(`iam check --role ft-role ${STORAGE} --json`, { folder })
    expect(check.json()).toMatchObject({ missing: 0, unknown: 0 })
    expect(check.exitCode).toBe(0)
    const again = await cli(`iam setup --role ft-role ${STORAGE}`, { folder })
    expect(again.out).toContain('Nothing to do')
  })

  it('saves a plan that mlctl apply carries out, once', async () => {
    const folder = tempFolder()
    const planFile = `${folder}/plan.json`
    const setup = await cli(`iam setup --role ft-role ${STORAGE} --plan-out ${planFile} --json`, {
      folder,
    })
    expect(setup.json()).toMatchObject({ status: 'planned' })
    expect((await cli(`iam check --role ft-role`, { folder })).exitCode).toBe(5)
    expect((await cli(`apply ${planFile} --json`, { folder })).json()).toMatchObject({
      status: 'applied',
    })
    const again = await cli(`apply ${planFile}`, { folder })
    expect([again.exitCode, again.out]).toEqual([
      0,
      'Nothing to do: all 2 steps are already done.\n',
    ])
    const check = await cli(`iam check --role ft-role ${STORAGE}`, { folder })
    expect(check.out).toContain('Nothing is missing.')
  })

  it('keeps policies and plan off stdout', async () => {
    const setup = await cli(`iam setup ${STORAGE} --dry-run`)
    expect(setup.out).toBe(
      'arn:aws:iam::000000000000:role/mlctl-bedrock-acme-ml\nNothing was changed (dry run).\n',
    )
    expect(setup.err).toContain('"Service": "bedrock.amazonaws.com"')
    expect(setup.err).toContain('Plan: 2 steps')
  })

  it('answers 10 when changes are pending and that is asked for', async () => {
    const line = `iam setup ${STORAGE} --dry-run --detailed-exitcode`
    expect((await cli(line)).exitCode).toBe(10)
  })

  it.each([
    ['no data and nobody to ask', 'iam setup', 2, '--data'],
    ['no output and nobody to ask', 'iam setup --data acme-ml', 2, '--output'],
    [
      'a URI that Bedrock refuses',
      'iam setup --data s3://a-b/dt=1/ --output s3://a-b/o/',
      2,
      '"="',
    ],
    [
      'a bucket name that cannot be',
      'iam setup --data s3://Bad_Bucket/x --output s3://a-b/o/',
      2,
      'lower-case letters',
    ],
    ['an alias as key', `iam setup ${STORAGE} --kms-key alias/x`, 2, 'key ARN'],
  ])('%s (%s) ends with exit %i and no warning', async (_, line, exitCode, text) => {
    const run = await cli(line)
    expect(run.err).toContain(text)
    expect(run.err).not.toContain('warning')
    expect(run.exitCode).toBe(exitCode)
    expect(run.out).toBe('')
  })
})

describe('mlctl iam check', () => {
  const roleWith = async (statement: object, service = 'bedrock.amazonaws.com') => {
    const { folder, ports } = sandboxWorld()
    await ports.roles.create({
      roleName: 'ft-role',
      description: 'x',
      tags: {},
      trustPolicy: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
      },
    })
    const policy = { Version: '2012-10-17', Statement: statement }
    await ports.roles.putInlinePolicy('ft-role', 'theirs', policy)
    return folder
  }

  it('ends with 8 when something is missing, says which action and how to repair it', async () => {
    const folder = await roleWith({
      Effect: 'Allow',
      Action: ['s3:Get*', 's3:List*'],
      Resource: '*',
    })
    const check = await cli(`iam check --role ft-role ${STORAGE}`, { folder })
    expect(check.exitCode).toBe(8)
    const lines = check.out.split('\n').map((line) => line.split('\t'))
    expect(lines.filter(([result]) => result === 'missing')).toEqual([
      ['missing', 'role', 'write s3://acme-ml/results/', 'simulation', 'no statement allows it'],
    ])
    expect(lines.find(([, , what]) => what?.startsWith('Bedrock may'))?.[0]).toBe('warning')
    expect(check.out).toContain('Repair: mlctl iam fix --role ft-role')
  })

  it('the repair it names does repair, and asks for a yes first', async () => {
    const folder = await roleWith(
      { Effect: 'Allow', Action: 'kms:*', Resource: '*' },
      'lambda.amazonaws.com',
    )
    const setup = `iam setup --role ft-role ${STORAGE}`
    const refused = await cli(setup, { folder })
    expect(refused.exitCode).toBe(2)
    expect(refused.err).toContain('--yes')
    expect((await cli(`${setup} --yes`, { folder })).exitCode).toBe(0)
    expect((await cli(`iam check --role ft-role ${STORAGE}`, { folder })).exitCode).toBe(0)
  })
})

it.each(['check', 'fix'])('iam %s sends no name to AWS that no role can have', async (verb) => {
  const ended = await cli(`iam ${verb} --role a/path --data s3://acme-ml/a/`)
  expect(ended.exitCode).toBe(2)
  expect(ended.err).toContain('MLC-IAM-001')
  expect(ended.err).toContain('1 to 64 letters')
})

describe('mlctl iam policy', () => {
  it('prints one document that IAM takes as it is', async () => {
    const policy = await cli('iam policy --for "iam setup" --bucket acme-ml --format json')
    expect(policy.json()).toMatchObject({ Version: '2012-10-17' })
    expect(policy.out).toContain('arn:aws:iam::000000000000:role/mlctl-bedrock-*')
    expect(policy.out).not.toContain('"iam:*"')
  })

  it('names what is close when no command has the name', async () => {
    const policy = await cli('iam policy --for "iam setpu"')
    expect(policy.exitCode).toBe(2)
    expect(policy.err).toContain('iam setup')
  })
})
