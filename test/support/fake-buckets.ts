import { StateError } from '../../src/lib/errors.ts'
import type { BucketView, Objects } from '../../src/lib/ports/objects.ts'

type Bucket = Partial<BucketView> & { readonly policy?: unknown }

type BucketCalls = Pick<
  Objects,
  | 'bucket'
  | 'listBuckets'
  | 'createBucket'
  | 'blockPublicAccess'
  | 'encrypt'
  | 'bucketPolicy'
  | 'putBucketPolicy'
>

export type FakeBuckets = BucketCalls & {
  readonly state: Map<string, BucketView>
  readonly policies: Map<string, unknown>
  readonly changes: string[]
}

/** Buckets in memory; calls about objects are not there and fail loudly. */
export const fakeBuckets = (buckets: Readonly<Record<string, Bucket>> = {}): FakeBuckets => {
  const state = new Map<string, BucketView>()
  const policies = new Map<string, unknown>()
  const changes: string[] = []
  for (const [name, { policy, ...view }] of Object.entries(buckets)) {
    state.set(name, {
      name,
      region: 'us-east-1',
      owned: true,
      encryption: { algorithm: 'AES256' },
      publicAccessBlocked: true,
      ...view,
    })
    if (policy !== undefined) policies.set(name, policy)
  }
  const change = (name: string, word: string, with_: Partial<BucketView>) => {
    changes.push(`${word} ${name}`)
    const view = state.get(name)
    if (view === undefined) throw new StateError('MLC-AWS-010', `no bucket ${name}`)
    state.set(name, { ...view, ...with_ })
  }
  return {
    state,
    policies,
    changes,
    bucket: async (name) => state.get(name),
    listBuckets: async () => [...state.keys()],
    createBucket: async (name, region) => {
      if (state.has(name)) throw new StateError('MLC-AWS-012', 'BucketAlreadyOwnedByYou')
      state.set(name, {
        name,
        region,
        owned: true,
        encryption: { algorithm: 'AES256' },
        publicAccessBlocked: false,
      })
      changes.push(`create ${name}`)
    },
    blockPublicAccess: async (name) => change(name, 'block', { publicAccessBlocked: true }),
    encrypt: async (name, kmsKeyArn) =>
      change(name, 'encrypt', {
        encryption:
          kmsKeyArn === undefined ? { algorithm: 'AES256' } : { algorithm: 'aws:kms', kmsKeyArn },
      }),
    bucketPolicy: async (name) => {
      if (!state.has(name)) throw new StateError('MLC-AWS-010', `no bucket ${name}`)
      return policies.get(name) ?? null
    },
    putBucketPolicy: async (name, policy) => {
      change(name, 'policy', {})
      policies.set(name, policy)
    },
  }
}
