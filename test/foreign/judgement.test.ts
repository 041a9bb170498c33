import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createControl } from '../../src/sandbox/control.ts'
import { createEngine } from '../../src/sandbox/engine.ts'
import { serve as serveSandbox } from '../../src/sandbox/server.ts'
import { allow, deny, policyOf as policy } from '../support/policies.ts'
import { foreign, run, serve } from '../support/served.ts'
import { tempFolder } from '../support/temp-folder.ts'

const python = foreign('python')
const moto = foreign('moto_server')

const OBJECT = 'arn:aws:s3:::judged-*/k'

const YES = 'allowed'
const NO = 'denied'

/** Name, what is tried, what AWS says of it. */
const CASES: readonly (readonly [string, object, string])[] = [
  ['allowed', { policies: [policy(allow('s3:GetObject'))] }, YES],
  ['nothing', { policies: [] }, NO],
  ['other-action', { policies: [policy(allow('s3:PutObject'))] }, NO],
  ['wildcard', { policies: [policy(allow('s3:Get*'))] }, YES],
  ['everything', { policies: [policy(allow('*'))] }, YES],
  ['denied', { policies: [policy(allow('s3:*'), deny('s3:Get*'))] }, NO],
  ['denied-elsewhere', { policies: [policy(allow('s3:*')), policy(deny('s3:GetObject'))] }, NO],
  ['denied-other', { policies: [policy(allow('s3:*'), deny('s3:Put*'))] }, YES],
  ['this-object', { policies: [policy(allow('s3:GetObject', OBJECT))] }, YES],
  ['other-object', { policies: [policy(allow('s3:GetObject', 'arn:aws:s3:::other/*'))] }, NO],
  [
    'not-action',
    { policies: [policy({ Effect: 'Allow', NotAction: 's3:Put*', Resource: '*' })] },
    YES,
  ],
  [
    'not-action-of-s3',
    { policies: [policy({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' })] },
    NO,
  ],
  ['role', { policies: [], role: policy(allow('s3:GetObject')) }, YES],
  ['role-without', { policies: [policy(allow('s3:*'))], role: policy(allow('s3:PutObject')) }, NO],
  [
    'bucket-denies',
    {
      policies: [policy(allow('s3:*'))],
      bucket: policy(deny('s3:GetObject', 'arn:aws:s3:::BUCKET/*', { Principal: '*' })),
    },
    NO,
  ],
  [
    'condition-holds',
    {
      policies: [
        policy(
          allow('s3:GetObject', '*', {
            Condition: { StringLike: { 'aws:username': 'condition-*' } },
          }),
        ),
      ],
    },
    YES,
  ],
]

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_'

/**
 * What moto 5 answers otherwise than AWS documents, and where that stands: it compares actions with case
 * and by regular expressions, does not look at conditions, lets a bucket's policy deny but not allow, takes
 * a statement of NotResource for one without resources. Boundaries of users cannot be set in it at all, so
 * they are not compared.
 */
const DIFFERENT: readonly (readonly [string, object, string, string, string])[] = [
  // "The prefix and the action name are case insensitive", and `?` is any one character.
  ['case', { policies: [policy(allow('S3:getobject'))] }, YES, NO, `${GUIDE}elements_action.html`],
  [
    'one-character',
    { policies: [policy(allow('s3:Ge?Object'))] },
    YES,
    NO,
    `${GUIDE}elements_action.html`,
  ],
  [
    'condition-fails',
    {
      policies: [
        policy(allow('s3:GetObject', '*', { Condition: { StringLike: { 'aws:username': 'x' } } })),
      ],
    },
    NO,
    YES,
    `${GUIDE}elements_condition.html`,
  ],
  // Within one account it is enough that either policy allows.
  [
    'bucket-allows',
    {
      policies: [],
      bucket: policy(allow('s3:GetObject', 'arn:aws:s3:::BUCKET/*', { Principal: '*' })),
    },
    YES,
    NO,
    `${GUIDE}evaluation-logic_policy-eval-basics.html`,
  ],
  [
    'not-resource',
    { policies: [policy({ Effect: 'Allow', Action: 's3:*', NotResource: OBJECT })] },
    NO,
    YES,
    `${GUIDE}elements_notresource.html`,
  ],
]

const judged = async (url: string): Promise<Record<string, string>> => {
  const folder = tempFolder()
  const file = join(folder, 'cases.json')
  const cases = [...CASES, ...DIFFERENT].map(([name, what]) => [name, what])
  writeFileSync(file, JSON.stringify(Object.fromEntries(cases)))
  const ran = await run([python ?? '', 'test/foreign/judgement.py', url, file], { HOME: folder })
  expect(ran.err).toBe('')
  return JSON.parse(ran.out)
}

describe.skipIf(python === undefined)(
  'policies judged for botocore (skipped where .ci/run could not install it)',
  () => {
    it('in the sandbox: as AWS documents', async () => {
      const directory = join(tempFolder(), 'state')
      const served = await serveSandbox({ engine: createEngine({ directory }) })
      onTestFinished(() => served.close())
      createControl({ directory }).iam.enforce(true)
      const expected = [...CASES, ...DIFFERENT].map(([name, , outcome]) => [name, outcome])
      expect(await judged(served.url)).toEqual(Object.fromEntries(expected))
    }, 60_000)

    it.skipIf(moto === undefined)(
      'in moto: the same, but for what it does not have',
      async () => {
        const url = await serve(
          [moto ?? '', '-H', '127.0.0.1', '-p', '0'],
          {},
          /Running on (http:\/\/[\d.:]+)/,
        )
        const same = CASES.map(([name, , outcome]) => [name, outcome])
        const other = DIFFERENT.map(([name, , , outcome]) => [name, outcome])
        expect(await judged(url)).toEqual(Object.fromEntries([...same, ...other]))
      },
      60_000,
    )
  },
)
