import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoginFolder, RegistryCredentials } from '../../ports/image-uploads.ts'
import { type DockerConfig, dockerFolder, type Environment, readConfig } from './docker-config.ts'

/**
 * Logins for one piece of work, in a folder for its owner alone: `config.json` for Docker and its kin,
 * `auth.json` for Podman and its kin. What the user's own config has stays in force, plug-ins and
 * contexts included; a host with a credential helper of its own keeps it, for a helper renews itself.
 */
export const loginFolder = async (
  hosts: readonly string[],
  { username, password }: RegistryCredentials,
  env: Environment,
): Promise<LoginFolder> => {
  const own = dockerFolder(env)
  const config = await readConfig(join(own, 'config.json'))
  const podman = await readConfig(podmanFile(env))
  const open = hosts.filter((host) => !config.credHelpers?.[host] && !podman.credHelpers?.[host])
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  const given = Object.fromEntries(open.map((host) => [host, { auth }]))
  // Docker asks the common store for every host that has no entry here, and overlooks `auths`.
  const noHelpers = Object.fromEntries(open.map((host) => [host, '']))
  const path = await mkdtemp(join(tmpdir(), 'mlctl-login-'))
  const remove = () => rm(path, { recursive: true, force: true })
  try {
    for (const name of await readdir(own).catch(() => [])) {
      if (name !== 'config.json') await symlink(join(own, name), join(path, name))
    }
    const credHelpers = { ...config.credHelpers, ...noHelpers }
    await write(join(path, 'config.json'), {
      ...config,
      auths: { ...config.auths, ...given },
      credHelpers,
    })
    await write(join(path, 'auth.json'), {
      ...podman,
      auths: { ...config.auths, ...podman.auths, ...given },
      credHelpers: { ...config.credHelpers, ...podman.credHelpers },
    })
  } catch (error) {
    await remove()
    throw error
  }
  return { path, remove }
}

/** https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md */
const podmanFile = (env: Environment): string =>
  env.REGISTRY_AUTH_FILE ||
  join(env.XDG_RUNTIME_DIR || join(homedir(), '.config'), 'containers/auth.json')

const write = (path: string, config: DockerConfig): Promise<void> =>
  writeFile(path, JSON.stringify(config), { mode: 0o600 })
