import {
  ecrHost,
  type ImageUri,
  parseImageUri,
  repositoryProblem,
  tagProblem,
} from '../../domain/container/images/uri.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

type Needed = Pick<Ports, 'identity' | 'target'>

/** Account and region of this run, as ECR's host names have them. */
const ownHost = async (ports: Needed): Promise<string> => {
  const [{ account }, { region }] = [await ports.identity.whoAmI(), await ports.target()]
  return ecrHost(account, region)
}

/**
 * A repository's name, given plainly or behind ECR's host.
 * @throws UsageError MLC-CTR-119 for a name that ECR would refuse, MLC-CTR-106 for another account's or
 * region's host.
 */
export const repositoryName = async (ports: Needed, given: string): Promise<string> => {
  const [, host, name = given] = /^(\d{12}\.dkr\.ecr[^/]+)\/(.+)$/.exec(given) ?? []
  const problem = repositoryProblem(name)
  if (problem !== undefined) {
    throw new UsageError('MLC-CTR-119', `ECR takes no repository named ${name}.`, {
      why: problem,
      hint: 'Nothing was changed. Choose another name, as team/trainer.',
    })
  }
  if (host !== undefined) await requireOwn(ports, host)
  return name
}

/** @throws UsageError MLC-CTR-119 */
export const checkedTag = (tag: string): string => {
  const problem = tagProblem(tag)
  if (problem === undefined) return tag
  throw new UsageError('MLC-CTR-119', `${tag} cannot be a tag.`, {
    why: problem,
    hint: 'Nothing was changed. Choose another tag, as v1.',
  })
}

/** An image's URI that this run can reach. @throws UsageError MLC-CTR-105 and MLC-CTR-106. */
export const ownImage = async (ports: Needed, text: string): Promise<ImageUri> => {
  const uri = parseImageUri(text)
  await requireOwn(ports, uri.host)
  return uri
}

/** Calls go to the account and region of this run, whatever a host name says. */
const requireOwn = async (ports: Needed, host: string): Promise<void> => {
  const own = await ownHost(ports)
  if (host.replace('.ecr-fips.', '.ecr.') === own) return
  throw new UsageError('MLC-CTR-106', `${host} is not the registry of this run.`, {
    why: `With these credentials and this region it is ${own}.`,
    hint: 'Correct the URI, or pass --region and --profile of the image.',
  })
}
