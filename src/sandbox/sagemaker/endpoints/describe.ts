import { defined, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { listed } from '../paging.ts'
import { inRegion, type Members } from '../state.ts'
import { endpointOf } from './find.ts'
import { type EndpointRecord, type Moment, momentAt, type VariantStand } from './moment.ts'
import { settled } from './settle.ts'
import { afterRead } from './surprise.ts'

type Image = { readonly SpecifiedImage: string; readonly ResolvedImage: string }

const imagesOf = (shown: Members, resolvedAt: number): unknown =>
  (shown.images as readonly Image[] | undefined)?.map((image) => ({
    ...image,
    ResolutionTime: new Date(resolvedAt),
  }))

const poolsOf = ({ shown, instanceType, count = 0 }: VariantStand): unknown =>
  (shown.InstancePools as readonly { InstanceType: string }[] | undefined)?.map((pool) => ({
    InstanceType: pool.InstanceType,
    CurrentInstanceCount: pool.InstanceType === instanceType ? count : 0,
  }))

const variantOf =
  (createdAt: number) =>
  (stand: VariantStand): Output =>
    defined({
      VariantName: stand.name,
      DeployedImages: imagesOf(stand.shown, createdAt),
      CurrentWeight: stand.weight,
      DesiredWeight: stand.desiredWeight,
      CurrentInstanceCount: stand.count,
      DesiredInstanceCount: stand.desiredCount,
      InstancePools: poolsOf(stand),
      CurrentServerlessConfig: stand.serverless,
      DesiredServerlessConfig: stand.desiredServerless,
      ManagedInstanceScaling: stand.shown.ManagedInstanceScaling,
      RoutingConfig: stand.shown.RoutingConfig,
      VariantStatus: stand.status && [
        {
          Status: stand.status.Status,
          StatusMessage: stand.status.StatusMessage,
          StartTime: new Date(stand.status.since),
        },
      ],
    })

const pendingOf = ({ pending }: Moment): Output | undefined => {
  if (pending === undefined) return undefined
  const form = (stand: VariantStand): Output =>
    defined({ ...variantOf(pending.startedAt)(stand), InstanceType: stand.instanceType })
  return defined({
    EndpointConfigName: pending.configName,
    StartTime: new Date(pending.startedAt),
    ProductionVariants: pending.variants.map(form),
    ShadowProductionVariants: pending.shadows.length > 0 ? pending.shadows.map(form) : undefined,
  })
}

const captureOf = ({ settings, status }: Moment): unknown => {
  const capture = settings.DataCaptureConfig as Members | undefined
  if (capture === undefined) return undefined
  const isOn = capture.EnableCapture === true
  return {
    EnableCapture: isOn,
    CaptureStatus: isOn && status !== 'Creating' ? 'Started' : 'Stopped',
    CurrentSamplingPercentage: capture.InitialSamplingPercentage,
    DestinationS3Uri: capture.DestinationS3Uri,
    KmsKeyId: capture.KmsKeyId ?? '',
  }
}

const listOf = (items: readonly unknown[]): readonly unknown[] | undefined =>
  items.length > 0 ? items : undefined

const describe = (record: EndpointRecord, now: Moment): Output => {
  const form = variantOf(record.createdAt)
  return defined({
    EndpointName: record.name,
    EndpointArn: record.arn,
    EndpointConfigName: now.configName,
    ProductionVariants: listOf(now.variants.map(form)),
    ShadowProductionVariants: listOf(now.shadows.map(form)),
    DataCaptureConfig: captureOf(now),
    EndpointStatus: now.status,
    FailureReason: now.failureReason,
    CreationTime: new Date(record.createdAt),
    LastModifiedTime: new Date(now.at),
    LastDeploymentConfig: now.deployment,
    AsyncInferenceConfig: now.settings.AsyncInferenceConfig,
    ExplainerConfig: now.settings.ExplainerConfig,
    MetricsConfig: now.settings.MetricsConfig,
    PendingDeploymentSummary: pendingOf(now),
  })
}

/** An endpoint as it stands: status, variants with current and desired values, what is under way. */
export const describeEndpoint = (call: Call, input: Input): Output => {
  const { record, now } = endpointOf(call, settled(call), text(input, 'EndpointName'))
  const output = describe(record, now)
  afterRead(call, record)
  return output
}

/** The endpoints of the region, page by page. */
export const listEndpoints = (call: Call, input: Input): Output => {
  const at = call.clock.now()
  const items = inRegion(call, settled(call).endpoints).flatMap((record) => {
    const now = momentAt(record, at)
    if (now === undefined || now.gone) return []
    return [{ ...record, modifiedAt: now.at, status: now.status }]
  })
  const { page, ...rest } = listed(input, items)
  const Endpoints = page.map(({ arn, name, createdAt, modifiedAt, status }) => ({
    EndpointName: name,
    EndpointArn: arn,
    CreationTime: new Date(createdAt),
    LastModifiedTime: new Date(modifiedAt),
    EndpointStatus: status,
  }))
  return { Endpoints, ...rest }
}
