import { ecrBases } from '../../domain/container/build/ecr-bases.ts'
import { MlctlError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BuildRequest } from '../../ports/container-engine.ts'
import type { LoginFolder } from '../../ports/image-uploads.ts'

type Needs = Pick<Ports, 'files' | 'io' | 'imageRepositories' | 'imageRegistries'>

/**
 * Logins for base images in ECR, AWS's own among them, for this build alone; undefined when there are
 * none. Without a token the build goes on: the base may be on this machine already.
 */
export const baseLogin = async (
  ports: Needs,
  { dockerfile, platform, buildArgs }: BuildRequest,
): Promise<LoginFolder | undefined> => {
  const bases = ecrBases(await ports.files.readText(dockerfile), { platform, buildArgs })
  const hosts = [...new Set(bases.map(({ host }) => host))]
  if (hosts.length === 0) return undefined
  try {
    // One token opens every registry that the caller may reach.
    const { username, password } = await ports.imageRepositories.login()
    ports.io.detail(`logged in to ${hosts.join(', ')} for this build`)
    return await ports.imageRegistries.loginFolder(hosts, { username, password })
  } catch (error) {
    if (!(error instanceof MlctlError)) throw error
    ports.io.warn(`No login to ${hosts.join(', ')}, where base images are: ${error.message}`)
    return undefined
  }
}
