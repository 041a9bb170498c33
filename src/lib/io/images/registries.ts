import type { ImageRegistries } from '../../ports/image-uploads.ts'
import { registryCalls } from './registry-calls.ts'
import { registryUploads } from './registry-uploads.ts'

/** Plain registries over the Distribution API v2. */
export const imageRegistries = (): ImageRegistries => ({
  open: async (registry) => registryUploads(registryCalls(registry)),
})
