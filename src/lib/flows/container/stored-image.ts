import {
  chooseImage,
  configPlatform,
  type ImageManifest,
  readManifest,
} from '../../domain/container/images/manifest.ts'
import { type ImageUri, referenceOf } from '../../domain/container/images/uri.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ManifestText } from '../../ports/image-uploads.ts'

/** @throws StateError MLC-CTR-111 when ECR has no such image. */
export const storedManifest = async (
  { imageUploads }: Pick<Ports, 'imageUploads'>,
  uri: ImageUri,
): Promise<ManifestText> => {
  const found = await imageUploads.manifest(uri.repository, referenceOf(uri))
  if (found !== undefined) return found
  throw new StateError('MLC-CTR-111', `ECR has no image ${uri.repository} ${referenceOf(uri)}.`, {
    hint: `See: aws ecr list-images --repository-name ${uri.repository}`,
  })
}

/** The one image of a platform behind a manifest, which may be an index. */
export const imageForPlatform = async (
  ports: Pick<Ports, 'imageUploads'>,
  { uri, manifest }: { readonly uri: ImageUri; readonly manifest: ManifestText },
  platform: string,
): Promise<ManifestText> => {
  let now = manifest
  for (;;) {
    const read = readManifest(now)
    if (read.kind === 'image') return now
    const { digest } = chooseImage(read.manifests, platform)
    now = await storedManifest(ports, { ...uri, digest })
  }
}

/** What the config of a stored image says it is for; undefined when it does not say. */
export const storedPlatform = async (
  { imageUploads }: Pick<Ports, 'imageUploads'>,
  repository: string,
  image: ImageManifest,
): Promise<string | undefined> =>
  configPlatform(await imageUploads.blob(repository, image.config.digest))
