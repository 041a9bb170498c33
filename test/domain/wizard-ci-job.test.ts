import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type CiRun, slug } from '../../src/lib/domain/ci-job/job.ts'
import { ciJob } from '../../src/lib/domain/ci-job/render.ts'

const RUN: CiRun = {
  name: 'fraud',
  region: 'us-east-1',
  account: '123456789012',
  check: 'mlctl finetune plan -f finetune.yaml',
  run: 'mlctl finetune run -f finetune.yaml --yes --wait --timeout 5h30m',
}

describe('the GitHub Actions job', () => {
  const job = parse(ciJob('github', RUN))

  it('starts by hand only, checks, then trains', () => {
    expect(job.on).toEqual({ workflow_dispatch: null })
    const runs = job.jobs.train.steps.flatMap((step: { run?: string }) => step.run?.trim() ?? [])
    expect(runs).toEqual(['npm install --global mlctl', RUN.check, RUN.run])
  })

  it('takes the role by OIDC and needs no stored key', () => {
    expect(job.permissions).toEqual({ 'id-token': 'write', contents: 'read' })
    const step = job.jobs.train.steps.find((each: { uses?: string }) =>
      each.uses?.startsWith('aws-actions/configure-aws-credentials'),
    )
    const seconds = job.jobs.train['timeout-minutes'] * 60
    expect(step.with).toEqual({
      'role-to-assume': expect.stringMatching(/^\$\{\{ vars\.MLCTL_ROLE_ARN \}\}$/),
      'role-duration-seconds': seconds,
      'aws-region': 'us-east-1',
    })
    expect(ciJob('github', RUN)).not.toMatch(/secret_access_key|AWS_ACCESS_KEY/i)
  })

  it('never runs twice at once', () => {
    expect(job.concurrency).toEqual({ group: 'mlctl-fraud', 'cancel-in-progress': false })
  })
})

describe('the GitLab job', () => {
  const job = parse(ciJob('gitlab', RUN))['train-fraud']

  it('starts by hand only, checks, then trains', () => {
    expect(job.rules).toEqual([{ when: 'manual' }])
    expect(job.script.map((line: string) => line.trim())).toEqual([RUN.check, RUN.run])
  })

  it('takes the role by OIDC and keeps the token out of the project folder', () => {
    expect(job.id_tokens).toEqual({ MLCTL_ID_TOKEN: { aud: 'https://gitlab.com' } })
    expect(job.before_script).toContain('export AWS_ROLE_ARN="$MLCTL_ROLE_ARN"')
    expect(job.before_script).toContain(
      'export AWS_WEB_IDENTITY_TOKEN_FILE="$CI_PROJECT_DIR.id-token"',
    )
  })
})

describe.each(['github', 'gitlab'] as const)('a %s job', (system) => {
  it('stays valid YAML whatever the training is called', () => {
    const odd = { ...RUN, name: `it's "odd": #1 & *x`, region: 'us-east-1' }
    expect(() => parse(ciJob(system, odd))).not.toThrow()
  })
})

it.each([
  ['fraud', 'fraud'],
  ['Card fraud!', 'Card-fraud'],
  ['---', 'finetune'],
])('names the job of %j %j', (name, expected) => expect(slug(name)).toBe(expected))
