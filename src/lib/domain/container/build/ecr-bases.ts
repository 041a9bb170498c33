import { imageReference } from '../lint/bases.ts'
import { parseDockerfile } from '../lint/dockerfile.ts'

/** A base image in a private registry of ECR. */
export type EcrBase = {
  readonly host: string
  readonly account: string
  readonly region: string
  readonly repository: string
}

const HOST = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z.\-0-9]+$/

/**
 * The ECR images that a Dockerfile builds on or copies from: pulling them takes a login to their own
 * host, or the build ends with 401 on FROM. A base whose name is only known at the build is left out.
 */
export const ecrBases = (
  text: string,
  given: { readonly platform: string; readonly buildArgs: Readonly<Record<string, string>> },
): readonly EcrBase[] => {
  const { stages } = parseDockerfile(text, given)
  const named = stages.flatMap((stage) => [
    ...(stage.parent === undefined ? [stage.base] : []),
    ...stage.steps.map(({ flags }) => flags.from),
  ])
  const bases = named.flatMap((base) => {
    const { host = '', repository } = imageReference(base ?? '')
    const [, account, region] = HOST.exec(host) ?? []
    return account === undefined || region === undefined
      ? []
      : [{ host, account, region, repository }]
  })
  return [...new Map(bases.map((base) => [`${base.host}/${base.repository}`, base])).values()]
}

/** Where its repository is, for policies. */
export const baseArn = (partition: string, { region, account, repository }: EcrBase): string =>
  `arn:${partition}:ecr:${region}:${account}:repository/${repository}`
