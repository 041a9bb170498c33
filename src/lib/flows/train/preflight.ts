import { parseS3Uri } from '../../domain/core/arn.ts'
import { commandLine } from '../../domain/core/command-line.ts'
import { ELASTIC_INFERENCE_GONE } from '../../domain/hosting/elastic-inference.ts'
import { familyOf } from '../../domain/hosting/instances.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { checkImage, ecrUri } from '../container/image-preflight.ts'
import { checkQuota, checkRole, type PreflightReads } from '../endpoint/preflight.ts'
import { ifReadable } from '../if-readable.ts'

/** What is looked at before a job is made. */
export type Needs = {
  readonly roleArn: string | undefined
  readonly image: string | undefined
  readonly instanceType: string
  readonly instances: number
  /** Word of the quota: `training job`, `spot training job`. */
  readonly usage: string
  /** By what the data is for: `channel train`. */
  readonly reads: Readonly<Record<string, string>>
  readonly writes: Readonly<Record<string, string>>
  /** Places that mlctl makes where they are missing: the role must read and write there. */
  readonly own?: readonly string[]
}

/**
 * What makes a job fail after minutes, looked at before: role, data, image, instances, quota. What
 * may not be read is said and not held against anybody.
 * @throws StateError MLC-HOST-024 (trust), MLC-TRN-004 (access), MLC-TRN-005 (data), MLC-TRN-006
 * and MLC-CTR-247 (image); GateError MLC-HOST-026 (quota); UsageError MLC-TRN-003 (instance).
 */
export const preflightJob = async (ports: PreflightReads, needs: Needs): Promise<void> => {
  adviseInstance(ports, needs.instanceType)
  if (needs.roleArn !== undefined) await checkRole(ports, needs.roleArn)
  for (const [what, uri] of Object.entries(needs.reads)) await checkData(ports, what, uri)
  for (const [what, uri] of Object.entries(needs.writes)) await checkBucket(ports, what, uri)
  if (needs.roleArn !== undefined) await checkAccess(ports, needs.roleArn, needs)
  if (needs.image !== undefined) {
    const instanceTypes = [needs.instanceType]
    await checkImage(ports, needs.image, { instanceTypes, hosting: false })
  }
  const fleet = { instanceType: needs.instanceType, count: needs.instances }
  await checkQuota(ports, fleet, needs.usage)
}

const adviseInstance = (ports: Pick<Ports, 'io'>, instanceType: string): void => {
  if (instanceType.startsWith('ml.eia')) {
    throw new UsageError('MLC-TRN-003', `${instanceType} cannot train.`, {
      why: ELASTIC_INFERENCE_GONE,
      hint: 'Train on ml.g5.xlarge or ml.g6.xlarge (GPU), or ml.m7i.xlarge (CPU).',
    })
  }
  const family = familyOf(instanceType)
  if (family === undefined) {
    ports.io.warn(`${instanceType} is unknown to this mlctl; SageMaker decides.`)
  } else if (family.old === true) {
    ports.io.warn(
      `${instanceType} is of an old family that is scarce: ml.g5, ml.g6 or ml.p4d cost less for the same work.`,
    )
  } else if (family.arch === 'arm64') {
    ports.io.warn(`${instanceType} runs arm64 images only; training takes x86_64 elsewhere.`)
  } else if (/^ml\.inf/.test(instanceType)) {
    ports.io.warn(`${instanceType} is for inference; ml.trn1 trains with the same toolkit.`)
  }
}

const checkBucket = async (ports: PreflightReads, what: string, uri: string) => {
  const at = parseS3Uri(uri)
  if (at === undefined) {
    throw new UsageError('MLC-TRN-003', `The ${what} is no S3 address: ${uri}.`)
  }
  const bucket = await ifReadable(ports, `Bucket ${at.bucket}`, () =>
    ports.objects.bucket(at.bucket),
  )
  if (bucket === 'unreadable') return undefined
  const { region } = await ports.target()
  if (bucket !== undefined && bucket.region === region) return at
  throw new StateError(
    'MLC-TRN-005',
    bucket === undefined
      ? `There is no bucket ${at.bucket} for the ${what}.`
      : `The bucket of the ${what} is in ${bucket.region}, not ${region}.`,
    {
      why: `SageMaker reads and writes buckets of its own region (${uri}).`,
      hint: 'Nothing was changed. Check the address, or pass --region.',
    },
  )
}

const checkData = async (ports: PreflightReads, what: string, uri: string): Promise<void> => {
  const at = await checkBucket(ports, what, uri)
  if (at === undefined) return
  const found = await ifReadable(ports, `The ${what}`, () =>
    ports.objects.list(at.bucket, at.key, 1),
  )
  if (found === 'unreadable' || found.length > 0) return
  throw new StateError('MLC-TRN-005', `The ${what} is empty: nothing begins with ${uri}.`, {
    hint: 'Nothing was changed. Check the prefix; upload the data first.',
  })
}

/** Data and output of a place of mlctl's own are one. */
const repairOf = (
  roleArn: string,
  { reads, writes, own = [], image }: Needs,
  withImage: boolean,
): string =>
  commandLine(['iam', 'fix'], {
    for: 'training',
    role: roleArn.slice(roleArn.lastIndexOf('/') + 1),
    data: [...new Set([...Object.values(reads), ...own])],
    output: [...Object.values(writes), ...own][0],
    image: withImage ? image : undefined,
  })

/**
 * Whether the role may read its data, write its output and pull its image, as IAM itself simulates it. A
 * repository of the role's own account may let it in by a policy that the simulation does not see.
 */
const checkAccess = async (ports: PreflightReads, roleArn: string, needs: Needs): Promise<void> => {
  const pulls = pullAsks(roleArn, needs.image)
  const asks = [...dataAsks(roleArn, needs), ...pulls.asks]
  if (asks.length === 0) return
  const answers = await ifReadable(ports, `What role ${roleArn} may do`, () =>
    ports.roles.simulate(roleArn, asks),
  )
  if (answers === 'unreadable') return
  const denied = answers.filter(
    // Without a context key the simulator says no to what AWS would allow.
    ({ decision, missingContextKeys }) => decision !== 'allowed' && missingContextKeys.length === 0,
  )
  const certain = pulls.isOwn ? denied.filter((answer) => !isPull(answer)) : denied
  if (certain.length > 0) {
    throw new StateError('MLC-TRN-004', 'The role may not do what the job needs.', {
      why: certain.map(({ action, resource }) => `${action} on ${resource}`).join('; '),
      hint: `Nothing was changed. Allow it: ${repairOf(roleArn, needs, denied.some(isPull))}`,
      details: { denied: certain },
    })
  }
  if (denied.length > 0) {
    ports.io.warn(
      `The role may not pull ${needs.image}, unless the repository's own policy lets it. Allow it: ${repairOf(roleArn, needs, true)}`,
    )
  }
}

const isPull = ({ action }: { readonly action: string }): boolean => action.startsWith('ecr:')

const dataAsks = (roleArn: string, { reads, writes, own = [] }: Needs) => {
  const [, partition = 'aws', , , account = ''] = roleArn.split(':')
  // What IAM is not told is absent for it: roles of iam setup allow buckets of their own account alone.
  const context = { 'aws:ResourceAccount': account }
  const asksFor = (places: readonly string[], action: string) =>
    places.flatMap((uri) => {
      const at = parseS3Uri(uri)
      const key = at?.key === '' ? '*' : `${at?.key.replace(/\/*$/, '')}/*`
      const resource = `arn:${partition}:s3:::${at?.bucket}/${key}`
      return at === undefined ? [] : [{ action, resource, context }]
    })
  return [
    ...asksFor([...Object.values(reads), ...own], 's3:GetObject'),
    ...asksFor([...Object.values(writes), ...own], 's3:PutObject'),
  ]
}

/** What pulls an image of ECR, and whether it is one of the role's own account. */
const pullAsks = (roleArn: string, image: string | undefined) => {
  const uri = image === undefined ? undefined : ecrUri(image)
  if (uri === undefined) return { asks: [], isOwn: true }
  const [, partition = 'aws', , , account] = roleArn.split(':')
  const repository = `arn:${partition}:ecr:${uri.region}:${uri.account}:repository/${uri.repository}`
  return {
    isOwn: uri.account === account,
    asks: [
      { action: 'ecr:GetAuthorizationToken', resource: '*' },
      { action: 'ecr:BatchGetImage', resource: repository },
      { action: 'ecr:GetDownloadUrlForLayer', resource: repository },
    ],
  }
}
