import type {
  DescribeInferenceExperimentResponse,
  InferenceExperimentSummary as Summary,
} from '@aws-sdk/client-sagemaker'
import type {
  ExperimentSchedule,
  InferenceExperimentSummary,
  InferenceExperimentView,
} from '../ports/inference-experiments.ts'
import { iso, isoOrAbsent, present } from './values.ts'

type Listed = Pick<
  Summary,
  'Name' | 'Status' | 'StatusReason' | 'Description' | 'Schedule' | 'CompletionTime'
> & { readonly CreationTime?: Summary['CreationTime'] }

/** One row of ListInferenceExperiments. */
export const experimentSummary = (experiment: Listed): InferenceExperimentSummary => ({
  name: experiment.Name ?? '',
  status: experiment.Status ?? 'Creating',
  createdAt: iso(experiment.CreationTime),
  ...present({
    statusReason: experiment.StatusReason,
    description: experiment.Description,
    schedule: schedule(experiment.Schedule),
    completedAt: isoOrAbsent(experiment.CompletionTime),
  }),
})

/** DescribeInferenceExperiment's answer in the form of the port. */
export const experimentView = (
  experiment: DescribeInferenceExperimentResponse,
): InferenceExperimentView => {
  const { EndpointMetadata: endpoint, ShadowModeConfig: mode } = experiment
  const shadow = mode?.ShadowModelVariants?.[0]
  return {
    ...experimentSummary(experiment),
    arn: experiment.Arn ?? '',
    endpointName: endpoint?.EndpointName ?? '',
    variants: (experiment.ModelVariants ?? []).map((variant) => ({
      variantName: variant.VariantName ?? '',
      modelName: variant.ModelName ?? '',
      instanceType: variant.InfrastructureConfig?.RealTimeInferenceConfig?.InstanceType ?? '',
      instanceCount: variant.InfrastructureConfig?.RealTimeInferenceConfig?.InstanceCount ?? 0,
      status: variant.Status ?? '',
    })),
    ...present({
      roleArn: experiment.RoleArn,
      endpointConfigName: endpoint?.EndpointConfigName,
      endpointStatus: endpoint?.EndpointStatus,
      endpointFailureReason: endpoint?.FailureReason,
      sourceVariantName: mode?.SourceModelVariantName,
      shadowVariantName: shadow?.ShadowModelVariantName,
      samplingPercentage: shadow?.SamplingPercentage,
      captureS3Uri: experiment.DataStorageConfig?.Destination,
    }),
  }
}

const schedule = (when: Summary['Schedule']): ExperimentSchedule | undefined =>
  when === undefined
    ? undefined
    : present({ startTime: isoOrAbsent(when.StartTime), endTime: isoOrAbsent(when.EndTime) })
