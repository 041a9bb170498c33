import { table } from '../../lib/domain/core/table.ts'
import type { BuildResult } from '../../lib/flows/container/build.ts'
import type { CloudBuildResult } from '../../lib/flows/container/cloud-build.ts'
import type { View } from '../define.ts'

/** An image that an engine of this machine has built. */
export const renderBuild = (result: BuildResult, view: View): string =>
  [
    `${view.style.good(result.image)}  ${result.platform}  ${megabytes(result.sizeBytes)}  by ${result.engine.name} ${result.engine.version}`,
    `image id  ${result.imageId}`,
    ...(result.digest === undefined ? [] : [`digest    ${result.digest}`]),
    `manifest  ${result.manifestType}`,
    '',
    table(
      [
        { title: 'size', align: 'right', of: ({ sizeBytes }) => megabytes(sizeBytes) },
        { title: 'made by', of: ({ createdBy }) => createdBy },
      ],
      result.layers.filter(({ sizeBytes }) => sizeBytes > 0),
      view,
    ),
  ].join('\n')

/** An image that CodeBuild has built, or is to build. */
export const renderCloudBuild = (result: CloudBuildResult, { style }: View): string => {
  const { status, image, platform, buildId, manifestType, sizeBytes, checks = [] } = result
  if (status === 'planned') return `planned: ${image} for ${platform}, built by CodeBuild`
  if (status === 'started') return `started: ${image} for ${platform}, build ${buildId}`
  return [
    `${result.verdict === 'fit' ? style.good(image) : style.bad(image)}  ${platform}${sizeBytes === undefined ? '' : `  ${megabytes(sizeBytes)}`}  by CodeBuild`,
    `build     ${buildId}`,
    `manifest  ${manifestType}`,
    ...checks
      .filter(({ passed }) => !passed)
      .map(
        ({ check, rule, says, fix }) =>
          `${style.bad('FAIL')}  ${rule} ${check}: ${says}${fix ? `\n      ${fix}` : ''}`,
      ),
  ].join('\n')
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
