import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineName } from '../../ports/container-engine.ts'

/** Variables on their way to an engine: words of its command, and what its own process must have. */
export type HandedOver = {
  readonly words: readonly string[]
  readonly variables: Readonly<Record<string, string>>
}

const isLine = ([, value]: readonly [string, string]): boolean => !/[\r\n]/.test(value)

/**
 * Hands variables to an engine for as long as `use` lasts, without a value in the words of a command:
 * every user of a machine sees those in ps. They stand in a file that only this user may read; a value
 * of several lines, for which such files have no form, is taken from the engine's own environment.
 */
export const handedOver = async <T>(
  environment: Readonly<Record<string, string>>,
  use: (handed: HandedOver) => Promise<T>,
): Promise<T> => {
  const all = Object.entries(environment)
  const lines = all.filter(isLine)
  const others = all.filter((pair) => !isLine(pair))
  const named = others.flatMap(([name]) => ['--env', name])
  const variables = Object.fromEntries(others)
  if (lines.length === 0) return use({ words: named, variables })
  const folder = await mkdtemp(join(tmpdir(), 'mlctl-'))
  try {
    const file = join(folder, 'environment')
    const text = lines.map(([name, value]) => `${name}=${value}\n`).join('')
    await writeFile(file, text, { mode: 0o600 })
    return await use({ words: ['--env-file', file, ...named], variables })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Engines that take the value of `--build-arg NAME` from their own environment: Docker's page
 * (https://docs.docker.com/reference/cli/docker/buildx/build/#build-arg), and readBuildArg in Buildah's
 * pkg/cli/build.go, which Podman builds with. Finch hands its words on into a machine of its own.
 */
const READS_BUILD_ARGS: ReadonlySet<EngineName> = new Set(['docker', 'podman', 'buildah'])

/** Names that an engine, or what loads it, reads for itself: an ARG of such a name must not steer it. */
const STEERS_ENGINES =
  /^(?:PATH|HOME|TMPDIR|(?:http|https|ftp|all|no)_proxy|GODEBUG|GOMAXPROCS|(?:DOCKER|BUILDKIT|BUILDX|BUILDAH|_?CONTAINERS?|STORAGE|REGISTRY|XDG|LD|DYLD|SSL_CERT)_.*)$/i

/** The values of ARGs for a build: in the engine's environment where it looks there, else in its words. */
export const handedToBuild = (
  engine: EngineName,
  buildArgs: Readonly<Record<string, string>>,
): HandedOver => {
  const all = Object.entries(buildArgs)
  const hidden = ([name]: readonly [string, string]): boolean =>
    READS_BUILD_ARGS.has(engine) && !STEERS_ENGINES.test(name)
  return {
    words: all.flatMap((pair) => ['--build-arg', hidden(pair) ? pair[0] : pair.join('=')]),
    variables: Object.fromEntries(all.filter(hidden)),
  }
}
