import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type PolicyDocument,
  policySize,
  readPolicy,
  type Statement,
  samePolicy,
} from '../../src/lib/domain/core/policy-document.ts'
import { gapsOf } from '../../src/lib/domain/iam/compare.ts'
import { policyDiff } from '../../src/lib/domain/iam/diff.ts'
import { literal, matchesGlob } from '../../src/lib/domain/iam/glob.ts'
import { mergePolicies } from '../../src/lib/domain/iam/merge.ts'
import { cpuMs } from '../support/cpu-time.ts'

const policy = (...Statement: Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement })
const allow = (Action: string | string[], Resource: string | string[], more = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const mine = { Condition: { StringEquals: { 'aws:ResourceAccount': '1' } } }

describe('two policies say the same', () => {
  it.each([
    ['a lone value and a list of one', allow('s3:Get', 'r'), allow(['s3:Get'], ['r']), true],
    ['another order', allow(['a:A', 'a:B'], 'r'), allow(['a:B', 'a:A'], 'r'), true],
    ['another case of the action', allow('s3:getobject', 'r'), allow('s3:GetObject', 'r'), true],
    ['another Sid', allow('a:A', 'r', { Sid: 'X' }), allow('a:A', 'r'), true],
    [
      'another case of a condition key',
      allow('a:A', 'r', mine),
      allow('a:A', 'r', { Condition: { stringequals: { 'AWS:resourceaccount': ['1'] } } }),
      true,
    ],
    ['another case of the resource', allow('a:A', 'r'), allow('a:A', 'R'), false],
    ['a condition less', allow('a:A', 'r', mine), allow('a:A', 'r'), false],
    ['another effect', allow('a:A', 'r'), { ...allow('a:A', 'r'), Effect: 'Deny' as const }, false],
    [
      'NotAction for Action',
      allow('a:A', 'r'),
      { Effect: 'Allow' as const, NotAction: 'a:A', Resource: 'r' },
      false,
    ],
  ])('%s', (_, a, b, same) => expect(samePolicy(policy(a), policy(b))).toBe(same))

  it('whether everyone is written * or AWS: *', () => {
    const to = (Principal: '*' | { AWS: string }): PolicyDocument =>
      policy({ Effect: 'Deny', Principal, Action: 's3:*', Resource: 'r' })
    expect(samePolicy(to('*'), to({ AWS: '*' }))).toBe(true)
  })

  it('whether the one statement stands alone or in a list, and false is text or not', () => {
    const text = policy(allow('a:A', 'r', { Condition: { Bool: { k: 'false' } } }))
    const bare = {
      Version: '2012-10-17',
      Statement: { ...allow('a:A', 'r'), Condition: { Bool: { k: false } } },
    }
    expect(samePolicy(text, bare)).toBe(true)
  })

  const words = fc.uniqueArray(fc.constantFrom('s3:A', 's3:B', 'kms:C', 'ec2:D'), { minLength: 1 })
  const statement = fc.record({
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    Action: words,
    Resource: fc.uniqueArray(fc.constantFrom('r1', 'r2', 'r3/*'), { minLength: 1 }),
    Condition: fc.constantFrom({}, { StringEquals: { k: ['x', 'y'] } }, { Bool: { b: 'true' } }),
  })
  const statements = fc.array(statement, { minLength: 1, maxLength: 5 })
  const turned = (list: readonly Statement[]): PolicyDocument =>
    policy(
      ...[...list].reverse().map((one) => ({
        ...one,
        Action: [...[one.Action ?? []].flat()].reverse(),
        Resource: [...[one.Resource ?? []].flat()].reverse(),
      })),
    )

  it('in whatever order things stand', () => {
    fc.assert(
      fc.property(statements, (list) => {
        expect(samePolicy(policy(...list), turned(list))).toBe(true)
        expect(gapsOf(turned(list), policy(...list))).toEqual([])
      }),
    )
  })

  it('only until a statement is added that was not there', () => {
    fc.assert(
      fc.property(statements, (list) => {
        const more = policy(...list, allow('iam:PassRole', 'new'))
        expect(samePolicy(policy(...list), more)).toBe(false)
        expect(gapsOf(policy(...list), more)).toHaveLength(1)
      }),
    )
  })

  it('after merging: nothing is missing, nothing was dropped, and merging again changes nothing', () => {
    fc.assert(
      fc.property(statements, statements, (old, wanted) => {
        const merged = mergePolicies(policy(...old), policy(...wanted))
        expect(gapsOf(merged, policy(...wanted))).toEqual([])
        expect(gapsOf(merged, policy(...old))).toEqual([])
        expect(mergePolicies(merged, policy(...wanted))).toEqual(merged)
      }),
    )
  })
})

describe('what is missing', () => {
  const wanted = policy(
    allow(['s3:GetObject', 's3:PutObject'], 'arn:b/p/*', { Sid: 'Write', ...mine }),
  )
  it.each([
    [
      'nothing there',
      undefined,
      '+ Write: allow s3:GetObject, s3:PutObject on arn:b/p/* · StringEquals aws:ResourceAccount 1',
    ],
    [
      'one action too few',
      policy(allow('s3:GetObject', 'arn:b/p/*', mine)),
      '~ Write: add s3:PutObject on arn:b/p/*',
    ],
    ['a narrower folder', policy(allow('s3:*Object', 'arn:b/p/q/*', mine)), '+ Write'],
    [
      'a condition that may not hold',
      policy(allow('s3:*', '*', { Condition: { Bool: { x: 'true' } } })),
      '+ Write',
    ],
  ])('with %s is shown', (_, existing, line) => {
    const shown = policyDiff(existing, wanted).map(({ mark, text }) => `${mark} ${text}`)
    expect(shown[0]).toContain(line)
  })

  it.each([
    ['everything', allow('*', '*')],
    ['all of S3', allow('s3:*', '*')],
    ['the bucket', allow(['s3:*Object'], 'arn:b/*')],
    ['the same with a condition less', allow(['s3:PutObject', 's3:GetObject'], 'arn:b/p/*')],
  ])('is nothing where %s is allowed', (_, existing) => {
    expect(gapsOf(policy(existing), wanted)).toEqual([])
  })

  it('leaves statements of others alone and says so', () => {
    const foreign = allow('dynamodb:GetItem', 'table', { Sid: 'Theirs' })
    expect(policyDiff(policy(foreign), wanted)).toContainEqual({
      mark: '=',
      text: 'Theirs: allow dynamodb:GetItem on table',
    })
  })
})

describe('sizes and wildcards', () => {
  it('white space is free, as IAM counts', () => {
    expect(policySize({ a: 'b c' })).toBe(policySize({ a: 'bc' }))
    expect(policySize({ a: 1 })).toBe('{"a":1}'.length)
  })

  it.each([
    ['s3:*', 's3:GetObject', true],
    ['s3:Get?bject', 's3:GetObject', true],
    ['a*b*c', 'aXXbYYc', true],
    ['a*b*c', 'aXXcYYb', false],
    ['*', '', true],
    ['a', 'ab', false],
    [literal('a*b'), 'a*b', true],
    [literal('a*b'), 'axb', false],
  ])('%s matches %s: %s', (pattern, value, matches) => {
    expect(matchesGlob(pattern, value)).toBe(matches)
  })

  it('a hostile pattern cannot hang it', () => {
    const took = cpuMs(() =>
      expect(matchesGlob(`${'*a'.repeat(40)}b`, 'a'.repeat(4_000))).toBe(false),
    )
    expect(took).toBeLessThan(500)
  })

  it('what is no policy is not taken for one', () => {
    expect(readPolicy({ Statement: [{ Effect: 'Perhaps' }] })).toBeUndefined()
    expect(readPolicy('text')).toBeUndefined()
  })
})
