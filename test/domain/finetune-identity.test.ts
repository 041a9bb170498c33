import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identityOf, type JobContent, jobOf } from '../../src/lib/domain/finetune/identity.ts'
import {
  attemptName,
  isJobName,
  isModelName,
  MAX_NAME,
  nameProblem,
} from '../../src/lib/domain/finetune/names.ts'
import { cpuMs } from '../support/cpu-time.ts'

const CONTENT: JobContent = {
  account: '111122223333',
  region: 'us-east-1',
  name: 'fraud',
  data: { train: 'a'.repeat(64), validation: 'b'.repeat(64) },
  baseModelIdentifier: 'amazon.nova-micro-v1:0:128k',
  customizationType: 'FINE_TUNING',
  hyperParameters: { epochCount: '2', learningRate: '0.00001' },
  roleArn: 'arn:aws:iam::111122223333:role/ft',
  trainingS3Uri: 's3://data/train.jsonl',
  outputS3Uri: 's3://data/out/',
}

describe('the identity of a training', () => {
  it('does not depend on the order in which its settings are written', () => {
    const shuffled = Object.fromEntries(Object.entries(CONTENT).reverse()) as JobContent
    const hyperParameters = { learningRate: '0.00001', epochCount: '2' }
    expect(identityOf({ ...shuffled, hyperParameters }, 1)).toEqual(identityOf(CONTENT, 1))
  })

  it.each<[string, Partial<JobContent>]>([
    ['account', { account: '444455556666' }],
    ['region', { region: 'us-west-2' }],
    ['training data', { data: { ...CONTENT.data, train: 'c'.repeat(64) } }],
    ['validation data', { data: { train: CONTENT.data.train } }],
    ['base model', { baseModelIdentifier: 'amazon.nova-pro-v1:0:300k' }],
    ['type', { customizationType: 'CONTINUED_PRE_TRAINING' }],
    ['hyperparameter', { hyperParameters: { epochCount: '3', learningRate: '0.00001' } }],
    ['role', { roleArn: 'arn:aws:iam::111122223333:role/other' }],
    ['training URI', { trainingS3Uri: 's3://data/other.jsonl' }],
    ['output', { outputS3Uri: 's3://data/elsewhere/' }],
    ['key', { customModelKmsKeyId: 'alias/k' }],
    ['network', { vpcConfig: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] } }],
  ])('changes with the %s', (_what, change) => {
    const [a, b] = [identityOf(CONTENT, 1), identityOf({ ...CONTENT, ...change }, 1)]
    expect(b.clientRequestToken).not.toBe(a.clientRequestToken)
    expect(b.jobName).not.toBe(a.jobName)
  })

  it('has another token and name for each attempt, and names that the API takes', () => {
    const seen = Array.from({ length: 99 }, (_, n) => identityOf(CONTENT, n + 1))
    expect(new Set(seen.map((one) => one.clientRequestToken)).size).toBe(99)
    expect(new Set(seen.map((one) => one.jobName)).size).toBe(99)
    for (const { jobName, customModelName, clientRequestToken } of seen) {
      expect(isJobName(jobName) && isModelName(customModelName)).toBe(true)
      expect(clientRequestToken).toMatch(/^[a-zA-Z0-9-]{1,256}$/)
    }
  })

  it('does not change with the tags', () => {
    const [a, b] = [jobOf(CONTENT, 1, {}), jobOf(CONTENT, 1, { team: 'risk' })]
    expect(b.clientRequestToken).toBe(a.clientRequestToken)
    expect(b.tags).toEqual({ team: 'risk' })
  })
})

describe('names', () => {
  // The API's own patterns, too slow for long names but right for short ones.
  const api = {
    job: /^[a-zA-Z0-9](-*[a-zA-Z0-9+\-.])*$/,
    model: /^([0-9a-zA-Z][_-]?){1,63}$/,
  }
  it('agree with the patterns of the API', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aZ9-_.+ '), minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(text, (name) => {
        expect(isJobName(name)).toBe(api.job.test(name))
        expect(isModelName(name)).toBe(api.model.test(name))
      }),
    )
  })

  it('that pass the check of a recipe make valid names at every attempt', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aZ9-'), minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 99 }), (name, attempt) => {
        if (nameProblem(name) !== undefined) return
        const made = attemptName(name, '0123456789abcdef', attempt)
        expect(isJobName(made) && isModelName(made)).toBe(true)
      }),
    )
  })

  it('are judged in a moment, also where the pattern of the API takes seconds', () => {
    const hostile = `a${'-'.repeat(60)}_`
    const took = cpuMs(() => {
      expect(isJobName(hostile)).toBe(false)
      expect(isModelName(hostile)).toBe(false)
    })
    expect(took).toBeLessThan(50)
  })

  it.each([
    ['fraud_1', 'single dashes'],
    ['fraud.1', 'single dashes'],
    ['-fraud', 'single dashes'],
    ['fraud--1', 'single dashes'],
    ['', 'single dashes'],
    ['x'.repeat(MAX_NAME + 1), 'at most'],
  ])('%j is refused with a reason', (name, reason) => expect(nameProblem(name)).toContain(reason))
})
