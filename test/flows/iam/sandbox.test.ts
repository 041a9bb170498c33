import { describe, expect, it } from 'vitest'
import { kindOf, type RolePurpose } from '../../../src/lib/domain/iam/roles/purposes.ts'
import { cli } from '../../support/cli.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const STORAGE = '--data s3://acme-ml/fraud/ --output s3://acme-ml/results/'
const line = (purpose: RolePurpose): string => {
  if (purpose === 'grader' || purpose === 'workflow') return ''
  if (purpose === 'builds') return '--push ml/churn'
  if (purpose === 'import') return '--data s3://acme-ml/model/'
  return STORAGE
}

describe('through the SDK and the sandbox', () => {
  it.each(['hosting', 'batch', 'grader', 'workflow', 'pipelines', 'builds'] as const)(
    'a role for %s is made, found right, broken, found broken, and fixed',
    async (purpose) => {
      const folder = tempFolder()
      const role = `--for ${purpose} --role r ${line(purpose)}`
      const setup = await cli(`iam setup ${role} --json`, { folder })
      expect(setup.json()).toMatchObject({
        status: 'applied',
        readiness: { ready: true, by: 'simulation' },
      })
      const check = await cli(`iam check ${role} --json`, { folder })
      expect(check.json()).toMatchObject({ missing: 0, unknown: 0 })
      const fix = await cli(`iam fix ${role} --json`, { folder })
      expect(fix.json()).toMatchObject({ status: 'nothing-to-do', missingBefore: 0 })
      // The same role for another service: its trust and rights are of the first alone.
      const other = kindOf({ purpose }).called === 'SageMaker' ? 'customization' : 'training'
      const broken = `--for ${other} --role r ${STORAGE}`
      expect((await cli(`iam check ${broken}`, { folder })).exitCode).toBe(8)
      const repaired = await cli(`iam fix ${broken} --yes --json`, { folder })
      expect(repaired.json()).toMatchObject({ status: 'applied', missingAfter: 0, left: [] })
      expect((await cli(`iam check ${broken} --json`, { folder })).json()).toMatchObject({
        missing: 0,
      })
      expect((await cli(`iam check ${role} --json`, { folder })).json()).toMatchObject({
        missing: 0,
      })
    },
  )

  it('makes a key for a role, and finds it the second time', async () => {
    const folder = tempFolder()
    const setup = `iam setup --for training --role r ${STORAGE} --kms new --yes --json`
    expect((await cli(setup, { folder })).json()).toMatchObject({
      status: 'applied',
      readiness: { ready: true },
    })
    expect((await cli(setup, { folder })).json()).toMatchObject({ status: 'nothing-to-do' })
  })

  it('prints a service role in each format', async () => {
    for (const [format, text] of [
      ['terraform', 'resource "aws_iam_role"'],
      ['cloudformation', 'Type: AWS::IAM::Role'],
      ['json', '"sagemaker.amazonaws.com"'],
      ['text', 'Trust ('],
    ]) {
      const run = await cli(`iam policy --role training ${STORAGE} --format ${format}`)
      expect(run.exitCode).toBe(0)
      expect(run.out).toContain(text)
    }
  })

  it('says that a subnet is not there', async () => {
    const run = await cli('iam vpc --subnets subnet-0123456789abcdef0')
    expect(run.exitCode).toBe(5)
    expect(run.err).toContain('MLC-IAM-012')
  })
})
