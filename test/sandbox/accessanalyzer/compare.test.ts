import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { granting, overlap, widening } from '../../../src/sandbox/accessanalyzer/compare.ts'
import { matchesWildcard } from '../../../src/sandbox/iam/glob.ts'
import { parsePolicy } from '../../../src/sandbox/iam/policy-document.ts'
import { allow, deny, policyText } from '../../support/policies.ts'

const statements = (...Statement: object[]) => parsePolicy(policyText(...Statement), 'identity')
const IF = { Condition: { StringEquals: { 'aws:username': 'me' } } }

describe('two patterns', () => {
  it.each([
    ['a*', '*b', true],
    ['a*', 'b*', false],
    ['a?c', 'ab*', true],
    ['s3:Get*', 's3:*Object', true],
    ['s3:Get*', 's3:Put*', false],
    ['', '*', true],
    ['', 'a', false],
    ['?', '', false],
  ])('%s and %s overlap: %s', (a, b, expected) => {
    expect([overlap(a, b), overlap(b, a)]).toEqual([expected, expected])
  })

  it('overlap when some text fits both', () => {
    const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 6 })
    const text = fc.array(fc.constantFrom('a', 'b'), { maxLength: 6 })
    fc.assert(
      fc.property(pattern, pattern, text, (a, b, letters) => {
        const [one, two, word] = [a.join(''), b.join(''), letters.join('')]
        fc.pre(matchesWildcard(one, word) && matchesWildcard(two, word))
        expect(overlap(one, two)).toBe(true)
      }),
    )
  })
})

describe('access that must not be granted', () => {
  it.each([
    [[allow('s3:*')], ['s3:DeleteBucket'], ['*'], 1],
    [[allow('s3:Get*')], ['s3:DeleteBucket'], ['*'], 0],
    [[allow('s3:*', 'arn:aws:s3:::a/*')], ['s3:GetObject'], ['arn:aws:s3:::b/k'], 0],
    [[allow('s3:*', 'arn:aws:s3:::a/*')], ['s3:GetObject'], ['arn:aws:s3:::a/*'], 1],
    [[allow('s3:*'), deny('s3:Delete*')], ['s3:DeleteBucket'], ['*'], 0],
    [[allow('s3:*'), deny('s3:Delete*', '*', IF)], ['s3:DeleteBucket'], ['*'], 1],
    [[{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }], ['iam:PassRole'], ['*'], 1],
    [[{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }], ['iam:PassRole'], ['*'], 0],
  ])('%j and %j on %j: %d statements', (policy, actions, resources, count) => {
    expect(granting(statements(...policy), actions, resources)).toHaveLength(count)
  })
})

describe('a policy that replaces another', () => {
  it.each<[string, object[], object[], number]>([
    ['the same', [allow('s3:GetObject')], [allow('s3:GetObject')], 0],
    ['within wildcards', [allow('s3:GetObject', 'arn:aws:s3:::a/k')], [allow('s3:Get*')], 0],
    ['another action', [allow('s3:PutObject')], [allow('s3:Get*')], 1],
    ['a wider resource', [allow('s3:Get*')], [allow('s3:Get*', 'arn:aws:s3:::a/*')], 1],
    ['a condition more', [allow('s3:Get*', '*', IF)], [allow('s3:Get*')], 0],
    ['a condition less', [allow('s3:Get*')], [allow('s3:Get*', '*', IF)], 1],
    ['a denial less', [allow('s3:*')], [allow('s3:*'), deny('s3:Delete*')], 1],
    ['a denial more', [allow('s3:*'), deny('s3:Delete*')], [allow('s3:*')], 0],
  ])('%s', (_, now, existing, count) => {
    expect(widening(statements(...now), statements(...existing))).toHaveLength(count)
  })
})
