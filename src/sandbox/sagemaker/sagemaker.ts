import type { Service } from '../service.ts'
import {
  createInferenceComponent,
  deleteInferenceComponent,
  describeInferenceComponent,
  listInferenceComponents,
  updateInferenceComponent,
  updateInferenceComponentRuntimeConfig,
} from './components/components.ts'
import {
  createEndpointConfig,
  deleteEndpointConfig,
  describeEndpointConfig,
  listEndpointConfigs,
} from './configs/configs.ts'
import { createEndpoint } from './endpoints/create.ts'
import { describeEndpoint, listEndpoints } from './endpoints/describe.ts'
import { deleteEndpoint } from './endpoints/remove.ts'
import { updateEndpoint } from './endpoints/update.ts'
import { updateEndpointWeightsAndCapacities } from './endpoints/weights.ts'
import {
  deleteInferenceExperiment,
  startInferenceExperiment,
  stopInferenceExperiment,
  updateInferenceExperiment,
} from './experiments/change.ts'
import { createInferenceExperiment } from './experiments/create.ts'
import { describeInferenceExperiment, listInferenceExperiments } from './experiments/describe.ts'
import {
  createProcessingJob,
  describeProcessingJob,
  listProcessingJobs,
  stopProcessingJob,
} from './jobs/processing.ts'
import {
  createTrainingJob,
  describeTrainingJob,
  listTrainingJobs,
  stopTrainingJob,
  updateTrainingJob,
} from './jobs/training.ts'
import {
  createTransformJob,
  describeTransformJob,
  listTransformJobs,
  stopTransformJob,
} from './jobs/transform.ts'
import {
  createHyperParameterTuningJob,
  describeHyperParameterTuningJob,
  listHyperParameterTuningJobs,
  listTrainingJobsForHyperParameterTuningJob,
  stopHyperParameterTuningJob,
} from './jobs/tuning.ts'
import { createModel, deleteModel, describeModel, listModels } from './models/models.ts'
import {
  createNotebookInstance,
  deleteNotebookInstance,
  describeNotebookInstance,
  listNotebookInstances,
  stopNotebookInstance,
} from './notebooks/notebooks.ts'
import {
  createInferenceRecommendationsJob,
  stopInferenceRecommendationsJob,
} from './recommender/create.ts'
import {
  describeInferenceRecommendationsJob,
  listInferenceRecommendationsJobSteps,
  listInferenceRecommendationsJobs,
} from './recommender/describe.ts'
import { addTags, deleteTags, listTags } from './tags.ts'

/** Amazon SageMaker's control plane, as far as hosting, jobs and notebook instances go. */
export const sagemaker: Service = {
  name: 'sagemaker',
  operations: {
    CreateModel: createModel,
    DescribeModel: describeModel,
    ListModels: listModels,
    DeleteModel: deleteModel,
    CreateEndpointConfig: createEndpointConfig,
    DescribeEndpointConfig: describeEndpointConfig,
    ListEndpointConfigs: listEndpointConfigs,
    DeleteEndpointConfig: deleteEndpointConfig,
    CreateEndpoint: createEndpoint,
    DescribeEndpoint: describeEndpoint,
    ListEndpoints: listEndpoints,
    UpdateEndpoint: updateEndpoint,
    UpdateEndpointWeightsAndCapacities: updateEndpointWeightsAndCapacities,
    DeleteEndpoint: deleteEndpoint,
    CreateInferenceComponent: createInferenceComponent,
    DescribeInferenceComponent: describeInferenceComponent,
    ListInferenceComponents: listInferenceComponents,
    UpdateInferenceComponent: updateInferenceComponent,
    UpdateInferenceComponentRuntimeConfig: updateInferenceComponentRuntimeConfig,
    DeleteInferenceComponent: deleteInferenceComponent,
    CreateInferenceExperiment: createInferenceExperiment,
    DescribeInferenceExperiment: describeInferenceExperiment,
    ListInferenceExperiments: listInferenceExperiments,
    UpdateInferenceExperiment: updateInferenceExperiment,
    StartInferenceExperiment: startInferenceExperiment,
    StopInferenceExperiment: stopInferenceExperiment,
    DeleteInferenceExperiment: deleteInferenceExperiment,
    CreateInferenceRecommendationsJob: createInferenceRecommendationsJob,
    DescribeInferenceRecommendationsJob: describeInferenceRecommendationsJob,
    ListInferenceRecommendationsJobs: listInferenceRecommendationsJobs,
    ListInferenceRecommendationsJobSteps: listInferenceRecommendationsJobSteps,
    StopInferenceRecommendationsJob: stopInferenceRecommendationsJob,
    CreateTrainingJob: createTrainingJob,
    DescribeTrainingJob: describeTrainingJob,
    ListTrainingJobs: listTrainingJobs,
    StopTrainingJob: stopTrainingJob,
    UpdateTrainingJob: updateTrainingJob,
    CreateHyperParameterTuningJob: createHyperParameterTuningJob,
    DescribeHyperParameterTuningJob: describeHyperParameterTuningJob,
    ListHyperParameterTuningJobs: listHyperParameterTuningJobs,
    ListTrainingJobsForHyperParameterTuningJob: listTrainingJobsForHyperParameterTuningJob,
    StopHyperParameterTuningJob: stopHyperParameterTuningJob,
    CreateProcessingJob: createProcessingJob,
    DescribeProcessingJob: describeProcessingJob,
    ListProcessingJobs: listProcessingJobs,
    StopProcessingJob: stopProcessingJob,
    CreateTransformJob: createTransformJob,
    DescribeTransformJob: describeTransformJob,
    ListTransformJobs: listTransformJobs,
    StopTransformJob: stopTransformJob,
    CreateNotebookInstance: createNotebookInstance,
    DescribeNotebookInstance: describeNotebookInstance,
    ListNotebookInstances: listNotebookInstances,
    StopNotebookInstance: stopNotebookInstance,
    DeleteNotebookInstance: deleteNotebookInstance,
    AddTags: addTags,
    ListTags: listTags,
    DeleteTags: deleteTags,
  },
}
