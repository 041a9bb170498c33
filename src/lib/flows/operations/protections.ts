import * as v from 'valibot'
import type { Ports } from '../../ports/all.ts'
import { defineOperation, type Observation } from './define.ts'

/** What is set, and whether it is what is wanted. */
const observed = (set: string | boolean | undefined, satisfied: boolean): Observation => ({
  fingerprint: String(set ?? 'absent'),
  satisfied,
  output: {},
})

export const enableVersioning = defineOperation({
  name: 's3.PutBucketVersioning',
  input: v.object({ bucket: v.string() }),
  observe: async ({ bucketPosture }, { bucket }) => {
    const status = await bucketPosture.versioning(bucket)
    return observed(status, status === 'Enabled')
  },
  perform: async ({ bucketPosture }, { bucket }) => {
    await bucketPosture.enableVersioning(bucket)
    return {}
  },
})

export const enforceOwnership = defineOperation({
  name: 's3.PutBucketOwnershipControls',
  input: v.object({ bucket: v.string() }),
  observe: async ({ bucketPosture }, { bucket }) => {
    const set = await bucketPosture.ownership(bucket)
    return observed(set, set === 'BucketOwnerEnforced')
  },
  perform: async ({ bucketPosture }, { bucket }) => {
    await bucketPosture.putOwnership(bucket, 'BucketOwnerEnforced')
    return {}
  },
})

export const enableKeyRotation = defineOperation({
  name: 'kms.EnableKeyRotation',
  input: v.object({ keyArn: v.string() }),
  observe: async ({ keys }, { keyArn }) => {
    const rotated = await keys.isRotated(keyArn)
    return observed(rotated, rotated)
  },
  perform: async ({ keys }, { keyArn }) => {
    await keys.enableRotation(keyArn)
    return {}
  },
})

export const makeTagsImmutable = defineOperation({
  name: 'ecr.PutImageTagMutability',
  input: v.object({ name: v.string() }),
  observe: async (ports, { name }) => {
    const mutability = await mutabilityOf(ports, name)
    return observed(mutability, mutability?.startsWith('IMMUTABLE') === true)
  },
  perform: async ({ imageRepositories }, { name }) => {
    await imageRepositories.makeImmutable(name)
    return {}
  },
})

export const scanOnPush = defineOperation({
  name: 'ecr.PutImageScanningConfiguration',
  input: v.object({ name: v.string() }),
  observe: async ({ imageRepositories }, { name }) => {
    const scans = (await imageRepositories.find(name))?.scanOnPush
    return observed(scans, scans === true)
  },
  perform: async ({ imageRepositories }, { name }) => {
    await imageRepositories.scanOnPush(name)
    return {}
  },
})

const mutabilityOf = async (
  { imageRepositories }: Pick<Ports, 'imageRepositories'>,
  name: string,
) => (await imageRepositories.find(name))?.mutability
