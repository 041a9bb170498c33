import {
  configPlatform,
  DOCKER_MANIFEST,
  readManifest,
} from '../../domain/container/images/manifest.ts'
import { type ImageUri, parseImageUri, referenceOf } from '../../domain/container/images/uri.ts'
import { familyOf } from '../../domain/hosting/instances.ts'
import { MlctlError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { ifReadable } from '../if-readable.ts'

type Reads = Pick<Ports, 'target' | 'io' | 'identity' | 'imageRepositories' | 'imageUploads'>

export type ImageNeeds = {
  /** What may run it; types that are unknown here say nothing. */
  readonly instanceTypes: readonly string[]
  /** Hosting refuses all but Docker manifests; jobs may take others. */
  readonly hosting: boolean
}

/**
 * An image of the own account's registry, looked at before minutes are spent on it: it is there, of the
 * form that SageMaker takes, and for the processor of the instances. Images of others answer to their
 * owners only. @throws StateError MLC-TRN-006 (not there, other region), MLC-CTR-247 (processor),
 * MLC-CTR-248 (manifest).
 */
export const checkImage = async (ports: Reads, image: string, needs: ImageNeeds): Promise<void> => {
  const uri = ecrUri(image)
  if (uri === undefined) return
  const { region } = await ports.target()
  if (uri.region !== region) {
    throw new StateError('MLC-TRN-006', `The image is in ${uri.region}, not ${region}.`, {
      hint: 'Nothing was changed. Push it to this region, or pass --region.',
    })
  }
  if (uri.account !== (await ports.identity.whoAmI()).account) return
  const { repository, tag = 'latest', digest } = uri
  const id = digest === undefined ? { tag } : { digest }
  const found = await ifReadable(ports, `Image ${image}`, () =>
    ports.imageRepositories.image(repository, id),
  )
  if (found === 'unreadable') return
  if (found === undefined) {
    throw new StateError('MLC-TRN-006', `There is no image ${image}.`, {
      hint: 'Nothing was changed. Push it first: mlctl container push',
    })
  }
  checkManifest(ports, image, { mediaType: found.mediaType, hosting: needs.hosting })
  await checkProcessor(ports, { image, uri }, needs.instanceTypes)
}

/** Undefined for what is no image in ECR; without a tag SageMaker takes `latest`. */
export const ecrUri = (image: string): ImageUri | undefined => {
  try {
    return parseImageUri(/:[\w.-]+$|@sha256:/.test(image) ? image : `${image}:latest`)
  } catch (error) {
    if (error instanceof MlctlError) return undefined
    throw error
  }
}

const checkManifest = (
  ports: Pick<Ports, 'io'>,
  image: string,
  { mediaType, hosting }: { readonly mediaType: string; readonly hosting: boolean },
): void => {
  if (mediaType === DOCKER_MANIFEST) return
  if (!hosting) {
    ports.io.warn(
      `${image} has a manifest of type ${mediaType}; endpoints refuse it, and jobs may. Repair it: mlctl container repair ${image}`,
    )
    return
  }
  throw new StateError('MLC-CTR-248', `SageMaker hosting refuses the manifest of ${image}.`, {
    why: `It is ${mediaType}; only Docker's own form (v2 schema 2) is taken.`,
    hint: `Nothing was changed. Rewrite it, without a rebuild: mlctl container repair ${image}`,
  })
}

/** A config says what an image was built for; a manifest of several images says nothing for sure. */
const checkProcessor = async (
  ports: Reads,
  { image, uri }: { readonly image: string; readonly uri: ImageUri },
  instanceTypes: readonly string[],
): Promise<void> => {
  const wanted = instanceTypes.flatMap((type) => {
    const arch = familyOf(type)?.arch
    return arch === undefined
      ? []
      : [{ type, platform: `linux/${arch === 'arm64' ? 'arm64' : 'amd64'}` }]
  })
  if (wanted.length === 0) return
  const read = await ifReadable(ports, `The processor of ${image}`, () => platformOf(ports, uri))
  if (read === 'unreadable' || read === undefined) return
  const misfit = wanted.find(({ platform }) => platform !== read)
  if (misfit === undefined) return
  throw new StateError('MLC-CTR-247', `${image} is for ${read}, and ${misfit.type} is not.`, {
    why: `${misfit.type} runs ${misfit.platform}: the container would end with exec format error.`,
    hint: `Nothing was changed. Build it anew: mlctl container build --platform ${misfit.platform}, or take another instance type.`,
    details: { image, imagePlatform: read, instanceType: misfit.type, wanted: misfit.platform },
  })
}

const platformOf = async (
  { imageUploads }: Pick<Ports, 'imageUploads'>,
  uri: ImageUri,
): Promise<string | undefined> => {
  const manifest = await imageUploads.manifest(uri.repository, referenceOf(uri))
  if (manifest === undefined) return undefined
  const read = readManifest(manifest)
  if (read.kind === 'index') return undefined
  return configPlatform(await imageUploads.blob(uri.repository, read.image.config.digest))
}
