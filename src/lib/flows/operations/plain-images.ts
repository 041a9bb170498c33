import * as v from 'valibot'
import type { Ports } from '../../ports/all.ts'
import type { ImageUploads } from '../../ports/image-uploads.ts'
import { digestOfManifest, withImage } from '../container/open-image.ts'
import { sendLayers } from '../container/send-layers.ts'
import { defineOperation } from './define.ts'
import { requirePlanned, source, target } from './images.ts'

const place = { host: v.string(), insecure: v.boolean() }

/** Logged in with what is known of the host: a password is in no step, and so in no journal. */
const registryOf = async (
  { imageRegistries }: Pick<Ports, 'imageRegistries'>,
  { host, insecure }: { readonly host: string; readonly insecure: boolean },
): Promise<ImageUploads> => {
  const credentials = await imageRegistries.credentials(host)
  return imageRegistries.open({ host, insecure, ...credentials })
}

/** How long a registry behind a cache may show what was there before. */
const SETTLES_WITHIN_MS = 10_000

/** An image of this machine into a registry that is not ECR, by the Distribution API. */
export const pushToRegistry = defineOperation({
  name: 'registry.push-image',
  input: v.object({ ...place, ...target, ...source }),
  observe: async (ports, input) => {
    const uploads = await registryOf(ports, input)
    const held = await uploads.manifest(input.repository, input.tag)
    const there = held === undefined ? 'absent' : digestOfManifest(held)
    return {
      fingerprint: there,
      satisfied: there === input.digest,
      output: { digest: input.digest },
    }
  },
  perform: (ports, input, { key, signal }) =>
    withImage(ports, input, async (image) => {
      requirePlanned(image, input)
      const { repository, tag } = input
      const uploads = await registryOf(ports, input)
      const sent = await sendLayers(ports, image, { uploads, repository, key, signal })
      await uploads.putManifest(repository, image.manifest, tag)
      return { digest: image.digest, ...sent }
    }),
  settlesWithinMs: SETTLES_WITHIN_MS,
})
