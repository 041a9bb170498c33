import type { Service } from '../service.ts'
import { createModelCustomizationJob } from './jobs/create.ts'
import {
  getModelCustomizationJob,
  listModelCustomizationJobs,
  stopModelCustomizationJob,
} from './jobs/jobs.ts'
import {
  deleteModelInvocationLoggingConfiguration,
  getModelInvocationLoggingConfiguration,
  putModelInvocationLoggingConfiguration,
} from './logging/logging.ts'
import {
  getFoundationModel,
  getFoundationModelAvailability,
  listFoundationModels,
} from './models/catalogue.ts'
import { deleteCustomModel, getCustomModel, listCustomModels } from './models/custom-models.ts'
import {
  createCustomModelDeployment,
  deleteCustomModelDeployment,
  updateCustomModelDeployment,
} from './serving/deployment-changes.ts'
import { getCustomModelDeployment, listCustomModelDeployments } from './serving/deployments.ts'
import {
  getProvisionedModelThroughput,
  listProvisionedModelThroughputs,
} from './serving/provisioned.ts'
import {
  createProvisionedModelThroughput,
  deleteProvisionedModelThroughput,
  updateProvisionedModelThroughput,
} from './serving/provisioned-changes.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'

/** Amazon Bedrock's control plane, as far as customizing and serving a model goes. */
export const bedrock: Service = {
  name: 'bedrock',
  operations: {
    ListFoundationModels: listFoundationModels,
    GetFoundationModel: getFoundationModel,
    GetFoundationModelAvailability: getFoundationModelAvailability,
    CreateModelCustomizationJob: createModelCustomizationJob,
    GetModelCustomizationJob: getModelCustomizationJob,
    ListModelCustomizationJobs: listModelCustomizationJobs,
    StopModelCustomizationJob: stopModelCustomizationJob,
    GetCustomModel: getCustomModel,
    ListCustomModels: listCustomModels,
    DeleteCustomModel: deleteCustomModel,
    CreateCustomModelDeployment: createCustomModelDeployment,
    GetCustomModelDeployment: getCustomModelDeployment,
    ListCustomModelDeployments: listCustomModelDeployments,
    UpdateCustomModelDeployment: updateCustomModelDeployment,
    DeleteCustomModelDeployment: deleteCustomModelDeployment,
    CreateProvisionedModelThroughput: createProvisionedModelThroughput,
    GetProvisionedModelThroughput: getProvisionedModelThroughput,
    ListProvisionedModelThroughputs: listProvisionedModelThroughputs,
    UpdateProvisionedModelThroughput: updateProvisionedModelThroughput,
    DeleteProvisionedModelThroughput: deleteProvisionedModelThroughput,
    GetModelInvocationLoggingConfiguration: getModelInvocationLoggingConfiguration,
    PutModelInvocationLoggingConfiguration: putModelInvocationLoggingConfiguration,
    DeleteModelInvocationLoggingConfiguration: deleteModelInvocationLoggingConfiguration,
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsForResource: listTagsForResource,
  },
}
