/** Official images that bring no `train`, no `serve` and no model server; https://hub.docker.com/u/library */
const PLAIN = new Set(
  'scratch alpine amazonlinux archlinux buildpack-deps busybox centos debian eclipse-temurin fedora golang gcc julia node openjdk oraclelinux pypy python r-base rockylinux ruby rust ubuntu amazoncorretto'.split(
    ' ',
  ),
)

/** An image reference in its parts. */
export type ImageReference = {
  /** Undefined: Docker Hub. */
  readonly host: string | undefined
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

/** `host/repository:tag@digest`; a first part without a dot, a colon or `localhost` is no host. */
export const imageReference = (text: string): ImageReference => {
  const [named = '', digest] = text.split('@')
  const slash = named.indexOf('/')
  const first = slash === -1 ? '' : named.slice(0, slash)
  const host = /[.:]|^localhost$/.test(first) ? first : undefined
  const rest = host === undefined ? named : named.slice(slash + 1)
  const colon = rest.lastIndexOf(':')
  const repository = colon === -1 ? rest : rest.slice(0, colon)
  return { host, repository, tag: colon === -1 ? undefined : rest.slice(colon + 1), digest }
}

/** Nothing but a system or a language: whatever answers SageMaker must come from the Dockerfile. */
export const isPlainBase = (base: string | undefined): boolean => {
  if (base === undefined) return false
  const { repository } = imageReference(base)
  const name = repository.replace(/^(?:docker\/)?library\//, '')
  return PLAIN.has(name) || name === 'nvidia/cuda'
}

/** The version of Python that a base image names: [3, 12]; undefined when it names none. */
export const pythonOf = (base: string | undefined): readonly [number, number] | undefined => {
  if (base === undefined || !imageReference(base).repository.endsWith('python')) return undefined
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(imageReference(base).tag ?? '') ?? []
  return minor === undefined ? undefined : [Number(major), Number(minor)]
}
