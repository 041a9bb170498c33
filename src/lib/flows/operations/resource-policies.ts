import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import {
  POLICY_VERSION,
  type PolicyDocument,
  policyMeaning,
  readPolicy,
} from '../../domain/core/policy-document.ts'
import { gapsOf } from '../../domain/iam/compare.ts'
import { mergePolicies } from '../../domain/iam/merge.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { defineOperation, type Observation } from './define.ts'

const Statements = v.array(v.record(v.string(), v.unknown()))

/**
 * Statements are merged into the policy of the moment, not into the one that was planned against: what
 * somebody else adds between two looks is never lost. A policy that is not readable is never written over:
 * StateError MLC-IAM-009.
 */
export const addBucketStatements = defineOperation({
  name: 's3.add-policy-statements',
  input: v.object({ bucket: v.string(), statements: Statements }),
  observe: async (ports, { bucket, statements }) =>
    lookAt(await ports.objects.bucketPolicy(bucket), statements, { bucket }),
  perform: async (ports, { bucket, statements }) => {
    const policy = await ports.objects.bucketPolicy(bucket)
    if (policy !== null && readPolicy(policy) === undefined) throw unreadable(`s3://${bucket}`)
    await ports.objects.putBucketPolicy(bucket, withAdded(policy, statements))
    return { bucket }
  },
})

export const addKeyStatements = defineOperation({
  name: 'kms.add-policy-statements',
  input: v.object({ keyArn: v.string(), statements: Statements }),
  observe: async (ports, { keyArn, statements }) =>
    lookAt(await ports.keys.policy(keyArn), statements, { keyArn }),
  perform: async (ports, { keyArn, statements }) => {
    const policy = await ports.keys.policy(keyArn)
    if (readPolicy(policy) === undefined) throw unreadable(keyArn)
    await whilePrincipalIsNew(ports, () =>
      ports.keys.putPolicy(keyArn, withAdded(policy, statements)),
    )
    return { keyArn }
  },
})

/** KMS refuses for some seconds to name a role that IAM has just made. */
const NEW_PRINCIPAL_TRIES = 6
const NEW_PRINCIPAL_WAIT_MS = 5_000

const whilePrincipalIsNew = async (ports: Ports, call: () => Promise<void>): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      return await call()
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined
      const isNew = cause instanceof Error && cause.name.startsWith('MalformedPolicyDocument')
      if (!isNew || tries >= NEW_PRINCIPAL_TRIES) throw error
      await ports.clock.sleep(NEW_PRINCIPAL_WAIT_MS, ports.io.signal)
    }
  }
}

const lookAt = (
  policy: unknown,
  statements: readonly unknown[],
  output: Readonly<Record<string, string>>,
): Observation => {
  const document = readPolicy(policy)
  const wanted = asPolicy(statements)
  return {
    fingerprint:
      document === undefined ? digestOf(policy ?? 'absent') : digestOf(policyMeaning(document)),
    satisfied: wanted !== undefined && gapsOf(document, wanted).length === 0,
    output,
  }
}

const asPolicy = (statements: readonly unknown[]): PolicyDocument | undefined =>
  readPolicy({ Version: POLICY_VERSION, Statement: statements })

const withAdded = (policy: unknown, statements: readonly unknown[]): PolicyDocument => {
  const wanted = asPolicy(statements)
  if (wanted === undefined) throw new Error('statements of a plan are read before it is made')
  return mergePolicies(readPolicy(policy), wanted)
}

const unreadable = (what: string) =>
  new StateError('MLC-IAM-009', `The policy of ${what} is not readable.`, {
    why: 'A statement can only be added to a policy that is known in full.',
    hint: 'Look at it with the AWS CLI: aws kms get-key-policy, or aws s3api get-bucket-policy.',
  })
