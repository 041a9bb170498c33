import * as v from 'valibot'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type LocalImage, withImage } from '../container/open-image.ts'
import { sendLayers } from '../container/send-layers.ts'
import { defineOperation, type Observation } from './define.ts'

const MUTABILITIES = [
  'MUTABLE',
  'IMMUTABLE',
  'MUTABLE_WITH_EXCLUSION',
  'IMMUTABLE_WITH_EXCLUSION',
] as const

export const createRepository = defineOperation({
  name: 'ecr.CreateRepository',
  input: v.object({
    name: v.string(),
    mutability: v.picklist(MUTABILITIES),
    exclusions: v.array(v.string()),
    scanOnPush: v.boolean(),
    kmsKey: v.exactOptional(v.string()),
    tags: v.record(v.string(), v.string()),
  }),
  observe: async (ports, { name }) => {
    const found = await ports.imageRepositories.find(name)
    return found === undefined
      ? { fingerprint: 'absent', satisfied: false }
      : { fingerprint: 'there', satisfied: true, output: { uri: found.uri } }
  },
  perform: async (ports, input) => {
    const { uri } = await ports.imageRepositories.create(input)
    return { uri }
  },
})

export const putLifecyclePolicy = defineOperation({
  name: 'ecr.PutLifecyclePolicy',
  input: v.object({ name: v.string(), policy: v.string() }),
  observe: async (ports, { name, policy }) => {
    const held = await ports.imageRepositories.lifecycle(name)
    return { fingerprint: held ?? 'absent', satisfied: held === policy, output: {} }
  },
  perform: async (ports, { name, policy }) => {
    await ports.imageRepositories.putLifecycle(name, policy)
    return {}
  },
})

/** What a push names, and what it is to be afterwards. */
export const target = {
  repository: v.string(),
  tag: v.string(),
  digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
}

/** An image of this machine, and how it is found again. */
export const source = {
  image: v.string(),
  platform: v.string(),
  engine: v.exactOptional(v.string()),
  engineArgs: v.exactOptional(v.array(v.string())),
}

/** The tag names the image; a repository or tag that is not there yet looks like an empty place. */
const observeTag = async (
  { imageRepositories }: Pick<Ports, 'imageRepositories'>,
  { repository, tag, digest }: { repository: string; tag: string; digest: string },
): Promise<Observation> => {
  const there = await imageRepositories.image(repository, { tag })
  return {
    fingerprint: there?.digest ?? 'absent',
    satisfied: there?.digest === digest,
    output: { digest },
  }
}

/** An image of this machine into ECR: missing layers in parts, continued where a killed run stopped. */
export const pushImage = defineOperation({
  name: 'ecr.push-image',
  input: v.object({
    ...target,
    ...source,
  }),
  observe: observeTag,
  perform: (ports, input, { key, signal }) =>
    withImage(ports, input, async (image) => {
      requirePlanned(image, input)
      const { repository, tag } = input
      const uploads = ports.imageUploads
      const sent = await sendLayers(ports, image, { uploads, repository, key, signal })
      await uploads.putManifest(repository, image.manifest, tag)
      return { digest: image.digest, ...sent }
    }),
})

/** @throws DataError MLC-CTR-124 when the image is another one than the plan names. */
export const requirePlanned = (
  image: Pick<LocalImage, 'digest'>,
  planned: { readonly image: string; readonly digest: string },
): void => {
  if (image.digest === planned.digest) return
  throw new DataError('MLC-CTR-124', `${planned.image} was changed since the push was planned.`, {
    why: `The plan names ${planned.digest}, the image is ${image.digest}.`,
    hint: 'Run mlctl container push again.',
  })
}

/** Another manifest for layers that are there. */
export const putManifest = defineOperation({
  name: 'ecr.PutImage',
  input: v.object({ ...target, manifest: v.string(), mediaType: v.string() }),
  observe: observeTag,
  perform: async (ports, { repository, tag, digest, manifest, mediaType }) => {
    await ports.imageUploads.putManifest(repository, { text: manifest, mediaType }, tag)
    return { digest }
  },
})
