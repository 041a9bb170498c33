import {
  type BaseImage,
  baseImages,
  baseRegions,
  type Framework,
} from '../../domain/container/images/base-images.ts'
import { ecrHost } from '../../domain/container/images/uri.ts'
import { nearest } from '../../domain/core/nearest.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

export type Bases = {
  readonly region: string
  readonly images: readonly (BaseImage & { readonly uri: string })[]
}

/**
 * The images that AWS publishes for a region; no call is made.
 * @throws UsageError MLC-CTR-118 for a region that is not in the table.
 */
export const bases = async (
  ports: Pick<Ports, 'settings' | 'target'>,
  wanted: { readonly framework?: Framework | undefined },
): Promise<Bases> => {
  // A region that is named needs no credentials.
  const named = ports.settings.get('region')?.value
  const region = typeof named === 'string' ? named : (await ports.target()).region
  const images = baseImages(region, wanted.framework)
  if (images.length === 0) {
    const [near] = nearest(region, baseRegions())
    throw new UsageError('MLC-CTR-118', `No base images of AWS are known in ${region}.`, {
      ...(near === undefined ? {} : { hint: `Did you mean --region ${near}?` }),
    })
  }
  return {
    region,
    images: images.map((image) => ({
      ...image,
      uri: `${ecrHost(image.account, region)}/${image.repository}:${image.tag}`,
    })),
  }
}
