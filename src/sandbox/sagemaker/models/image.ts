import { findImage, type ImageId } from '../../ecr/find-image.ts'
import { readRegistry } from '../../ecr/state.ts'
import type { RoleRefusal } from '../execution-role.ts'
import type { Ground } from '../state.ts'

type EcrImage = {
  readonly account: string
  readonly region: string
  readonly repository: string
  readonly id: ImageId
}

const ECR =
  /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/

/** The parts of an image's address in ECR; undefined for an address elsewhere. */
export const ecrImage = (address: string): EcrImage | undefined => {
  const [, account = '', region = '', repository = '', tag, digest] = ECR.exec(address) ?? []
  if (repository === '') return undefined
  const id = digest === undefined ? { imageTag: tag ?? 'latest' } : { imageDigest: digest }
  return { account, region, repository, id }
}

/** Whether an image of this account is there; what other accounts have is not known, and believed. */
export const imageExists = (ground: Ground, address: string): boolean => {
  const image = ecrImage(address)
  if (image === undefined || image.account !== ground.accountId) return true
  const { documents } = ground
  const { repositories } = readRegistry({ documents, region: image.region })
  const { repository: name } = image
  const found = Object.hasOwn(repositories, name) ? repositories[name] : undefined
  return found !== undefined && findImage(found, image.id) !== undefined
}

/** What pulling takes (https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html). */
const PULL = ['BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer']

/** Whether a role may log in to the registry and pull this image. */
export const mayPull = (refusal: RoleRefusal, address: string): boolean => {
  const image = ecrImage(address)
  if (image === undefined) return true
  const { region, account, repository } = image
  const resource = `arn:aws:ecr:${region}:${account}:repository/${repository}`
  return (
    refusal({ action: 'ecr:GetAuthorizationToken', resource: '*' }) === undefined &&
    PULL.every((name) => refusal({ action: `ecr:${name}`, resource }) === undefined)
  )
}
