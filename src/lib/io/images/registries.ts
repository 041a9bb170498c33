import type { ImageRegistries } from '../../ports/image-uploads.ts'
import { dockerCredentials } from './docker-config.ts'
import { loginEngine } from './login-engine.ts'
import { loginFolder } from './login-folder.ts'
import { registryCalls } from './registry-calls.ts'
import { registryUploads } from './registry-uploads.ts'

/** Plain registries over the Distribution API v2. */
export const imageRegistries = (
  env: Readonly<Record<string, string | undefined>>,
): ImageRegistries => ({
  open: async (registry) => registryUploads(registryCalls(registry)),
  loginEngine,
  loginFolder: (hosts, credentials) => loginFolder(hosts, credentials, env),
  credentials: (host) => dockerCredentials(host, env),
})
