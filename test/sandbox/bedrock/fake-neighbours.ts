import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Documents, Neighbours } from '../../../src/sandbox/service.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const ROLE = 'arn:aws:iam::000000000000:role/bedrock-customization'

/** S3 with its bytes in a temporary folder. */
export const fakeObjects = (region: string) => {
  const folder = temporaryFolder()
  const buckets = new Map<string, { region: string }>([['data', { region }]])
  const objects = new Map<string, string>()
  let files = 0
  const port: Neighbours['objects'] = {
    bucket: (name) => buckets.get(name),
    head: (bucket, key) => {
      const path = objects.get(`${bucket}/${key}`)
      return path === undefined ? undefined : { size: readFileSync(path).length, etag: '"0"' }
    },
    headers: () => undefined,
    path: (bucket, key) => objects.get(`${bucket}/${key}`),
    put: (bucket, key, body) => {
      const path = join(folder, `object-${++files}`)
      writeFileSync(path, body)
      objects.set(`${bucket}/${key}`, path)
    },
    list: (bucket, prefix) =>
      [...objects.keys()]
        .filter((name) => name.startsWith(`${bucket}/${prefix}`))
        .map((name) => name.slice(bucket.length + 1)),
  }
  return { port, buckets, remove: (key: string) => objects.delete(`data/${key}`) }
}

/** One role, ROLE; `source` is the context in which it was last to be assumed. */
export const fakeRole = () => {
  const role = { trusts: true, mayRead: true, mayWrite: true, source: {} as object }
  const port: Neighbours['roles'] = {
    find: (arn) => (arn === ROLE ? { roleName: 'bedrock-customization', createdAt: 0 } : undefined),
    trusts: (arn, service, context) => {
      role.source = { ...context }
      return arn === ROLE && role.trusts && service === 'bedrock.amazonaws.com'
    },
    allows: (_arn, action, resource) => {
      const object = /^arn:aws:s3:::[a-z]+\/.+$/.test(resource)
      const bucket = /^arn:aws:s3:::[a-z]+$/.test(resource)
      if (action === 's3:PutObject') return role.mayWrite && object
      if (action === 's3:GetObject') return role.mayRead && object
      return role.mayRead && action === 's3:ListBucket' && bucket
    },
    refusal: (arn, { action, resource }) =>
      action.startsWith('kms:') || port.allows(arn, action, resource)
        ? undefined
        : `${action} is denied`,
  }
  return { port, role }
}

/** Bedrock has no business with endpoints; a network is any that is named. */
export const NO_HOSTING: Pick<Neighbours, 'hosting' | 'alarms' | 'scaling' | 'network'> = {
  network: { refusal: () => undefined, originKeys: () => ({}) },
  hosting: {
    endpoint: () => undefined,
    names: () => [],
    minutes: () => [],
    scale: () => 'missing',
    components: () => [],
    component: () => undefined,
    componentMinutes: () => [],
    scaleComponent: () => 'missing',
  },
  alarms: { state: () => undefined },
  scaling: { advance: () => {}, isTarget: () => false },
}

/** Documents as text, so that nothing is shared by reference between two readers. */
export const fakeDocuments = () => {
  const texts = new Map<string, string>()
  const port: Documents = {
    read: (name, initial) => JSON.parse(texts.get(name) ?? JSON.stringify(initial)),
    update: (name, initial, change) => {
      const document = JSON.parse(texts.get(name) ?? JSON.stringify(initial))
      const result = change(document)
      texts.set(name, JSON.stringify(document))
      return result
    },
  }
  return { port }
}
