import type {
  DescribeEndpointOutput,
  PendingProductionVariantSummary,
  ProductionVariantSummary,
} from '@aws-sdk/client-sagemaker'
import type {
  DeploymentConfig,
  EndpointView,
  PendingDeployment,
  ServerlessView,
  VariantView,
} from '../ports/endpoints.ts'
import { iso, isoOrAbsent, present } from './values.ts'

/** DescribeEndpoint's answer in the form of the port. */
export const endpointView = (endpoint: DescribeEndpointOutput): EndpointView => ({
  endpointName: endpoint.EndpointName ?? '',
  endpointArn: endpoint.EndpointArn ?? '',
  endpointConfigName: endpoint.EndpointConfigName ?? '',
  status: endpoint.EndpointStatus ?? 'OutOfService',
  createdAt: iso(endpoint.CreationTime),
  lastModifiedAt: iso(endpoint.LastModifiedTime),
  variants: (endpoint.ProductionVariants ?? []).map(variant),
  shadowVariants: (endpoint.ShadowProductionVariants ?? []).map(variant),
  ...present({
    failureReason: endpoint.FailureReason || undefined,
    pendingDeployment: pending(endpoint.PendingDeploymentSummary),
    lastDeploymentConfig: endpoint.LastDeploymentConfig as DeploymentConfig | undefined,
    dataCapture: dataCapture(endpoint),
    asyncInference: asyncInference(endpoint),
  }),
})

const variant = (
  summary: ProductionVariantSummary | PendingProductionVariantSummary,
): VariantView => ({
  variantName: summary.VariantName ?? '',
  status: (summary.VariantStatus ?? []).map((phase) => ({
    status: phase.Status ?? '',
    ...present({ message: phase.StatusMessage, startedAt: isoOrAbsent(phase.StartTime) }),
  })),
  deployedImages: (summary.DeployedImages ?? []).flatMap(
    ({ SpecifiedImage, ResolvedImage }) => SpecifiedImage ?? ResolvedImage ?? [],
  ),
  ...present({
    currentWeight: summary.CurrentWeight,
    desiredWeight: summary.DesiredWeight,
    currentInstanceCount: summary.CurrentInstanceCount,
    desiredInstanceCount: summary.DesiredInstanceCount,
    serverless: serverless(summary),
    managedInstanceScaling: managed(summary),
    instanceType: 'InstanceType' in summary ? summary.InstanceType : undefined,
  }),
})

const serverless = (
  summary: ProductionVariantSummary | PendingProductionVariantSummary,
): ServerlessView | undefined => {
  const { CurrentServerlessConfig: current, DesiredServerlessConfig: desired } = summary
  if (current === undefined && desired === undefined) return undefined
  return present({
    memorySizeInMb: current?.MemorySizeInMB ?? desired?.MemorySizeInMB,
    maxConcurrency: current?.MaxConcurrency,
    provisionedConcurrency: current?.ProvisionedConcurrency,
    desiredMaxConcurrency: desired?.MaxConcurrency,
    desiredProvisionedConcurrency: desired?.ProvisionedConcurrency,
  })
}

const managed = ({
  ManagedInstanceScaling: scaling,
}: ProductionVariantSummary | PendingProductionVariantSummary):
  | VariantView['managedInstanceScaling']
  | undefined =>
  scaling === undefined
    ? undefined
    : present({
        status: scaling.Status,
        minInstanceCount: scaling.MinInstanceCount,
        maxInstanceCount: scaling.MaxInstanceCount,
      })

const pending = (
  summary: DescribeEndpointOutput['PendingDeploymentSummary'],
): PendingDeployment | undefined =>
  summary === undefined
    ? undefined
    : {
        endpointConfigName: summary.EndpointConfigName ?? '',
        variants: (summary.ProductionVariants ?? []).map(variant),
        shadowVariants: (summary.ShadowProductionVariants ?? []).map(variant),
        ...present({ startedAt: isoOrAbsent(summary.StartTime) }),
      }

const dataCapture = ({
  DataCaptureConfig: capture,
}: DescribeEndpointOutput): EndpointView['dataCapture'] | undefined =>
  capture === undefined
    ? undefined
    : {
        enabled: capture.EnableCapture ?? false,
        status: capture.CaptureStatus ?? 'Stopped',
        samplingPercentage: capture.CurrentSamplingPercentage ?? 0,
        destinationS3Uri: capture.DestinationS3Uri ?? '',
      }

const asyncInference = ({
  AsyncInferenceConfig: config,
}: DescribeEndpointOutput): EndpointView['asyncInference'] | undefined =>
  config === undefined ? undefined : present({ s3OutputPath: config.OutputConfig?.S3OutputPath })
