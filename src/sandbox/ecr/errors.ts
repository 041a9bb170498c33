import { ServiceError } from '../service.ts'

type Named = { readonly accountId: string; readonly repository: string }

const within = ({ accountId, repository }: Named): string =>
  `in the repository with name '${repository}' in registry with id '${accountId}'`

/** Refusals by the codes of the ECR API model; the words follow what users report of ECR. */
export const refusal = {
  parameter: (message: string) => new ServiceError('InvalidParameterException', message),
  validation: (message: string) => new ServiceError('ValidationException', message),
  noRepository: (name: string, accountId: string) =>
    new ServiceError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${accountId}'`,
    ),
  repositoryExists: (name: string, accountId: string) =>
    new ServiceError(
      'RepositoryAlreadyExistsException',
      `The repository with name '${name}' already exists in the registry with id '${accountId}'`,
    ),
  repositoryNotEmpty: (name: string, accountId: string) =>
    new ServiceError(
      'RepositoryNotEmptyException',
      `The repository with name '${name}' in registry with id '${accountId}' cannot be deleted because it still contains images`,
    ),
  noUpload: (uploadId: string, named: Named) =>
    new ServiceError(
      'UploadNotFoundException',
      `The upload with id '${uploadId}' does not exist ${within(named)}`,
    ),
  badPart: (
    named: Named,
    members: { readonly uploadId: string; readonly lastValidByteReceived: number },
  ) =>
    new ServiceError(
      'InvalidLayerPartException',
      `Layer part is not valid: the last valid byte received is ${members.lastValidByteReceived} ${within(named)}`,
      400,
      { registryId: named.accountId, repositoryName: named.repository, ...members },
    ),
  partTooSmall: () =>
    new ServiceError('LayerPartTooSmallException', 'Layer parts must be at least 5 MiB in size.'),
  emptyUpload: (uploadId: string) =>
    new ServiceError('EmptyUploadException', `The upload with id '${uploadId}' has no parts.`),
  badLayer: (message: string) => new ServiceError('InvalidLayerException', message),
  layerExists: (digest: string, named: Named) =>
    new ServiceError(
      'LayerAlreadyExistsException',
      `The layer with digest '${digest}' already exists ${within(named)}`,
    ),
  noLayers: (digests: readonly string[], named: Named) =>
    new ServiceError(
      'LayersNotFoundException',
      `Layers with digests '[${digests.join(', ')}]' not found ${within(named)}`,
    ),
  noReferenced: (digests: readonly string[], named: Named) =>
    new ServiceError(
      'ReferencedImagesNotFoundException',
      `Images with digests '[${digests.join(', ')}]' required for pushing image do not exist ${within(named)}`,
    ),
  imageExists: (digest: string, tag: string | undefined, named: Named) =>
    new ServiceError(
      'ImageAlreadyExistsException',
      `Image with digest '${digest}'${tag === undefined ? '' : ` and tag '${tag}'`} already exists ${within(named)}`,
    ),
  tagTaken: (tag: string, named: Named) =>
    new ServiceError(
      'ImageTagAlreadyExistsException',
      `The image tag '${tag}' already exists ${within(named)} and cannot be overwritten because the tag is immutable.`,
    ),
  digestDiffers: (given: string, computed: string) =>
    new ServiceError(
      'ImageDigestDoesNotMatchException',
      `The provided image digest '${given}' does not match the digest calculated by ECR '${computed}'.`,
    ),
  noImage: (what: string, named: Named) =>
    new ServiceError(
      'ImageNotFoundException',
      `The image with imageId {${what}} does not exist ${within(named)}`,
    ),
  noScan: (what: string, named: Named) =>
    new ServiceError(
      'ScanNotFoundException',
      `Image scan does not exist for the image with '{${what}}' ${within(named)}`,
    ),
  scanLimit: () =>
    new ServiceError(
      'LimitExceededException',
      'The scan quota per image has been exceeded. Wait and try again.',
    ),
  absent: (code: string, what: string, named: Named) =>
    new ServiceError(code, `${what} does not exist for ${within(named).slice(3)}`),
  tooManyTags: () => new ServiceError('TooManyTagsException', 'A resource has at most 50 tags.'),
}
