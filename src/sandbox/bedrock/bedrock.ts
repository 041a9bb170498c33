import type { Service } from '../service.ts'
import {
  getFoundationModel,
  getFoundationModelAvailability,
  listFoundationModels,
} from './catalogue.ts'
import { createModelCustomizationJob } from './create-job.ts'
import { deleteCustomModel, getCustomModel, listCustomModels } from './custom-models.ts'
import {
  createCustomModelDeployment,
  deleteCustomModelDeployment,
  getCustomModelDeployment,
  listCustomModelDeployments,
  updateCustomModelDeployment,
} from './deployments.ts'
import {
  getModelCustomizationJob,
  listModelCustomizationJobs,
  stopModelCustomizationJob,
} from './jobs.ts'
import {
  createProvisionedModelThroughput,
  deleteProvisionedModelThroughput,
  getProvisionedModelThroughput,
  listProvisionedModelThroughputs,
  updateProvisionedModelThroughput,
} from './provisioned.ts'
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
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsForResource: listTagsForResource,
  },
}
