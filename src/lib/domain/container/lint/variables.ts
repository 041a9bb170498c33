/**
 * Every SAGEMAKER_ variable that a toolkit or the platform reads or sets. Sources: environment.py and
 * params.py of sagemaker-training-toolkit and sagemaker-containers, environment.py and parameters.py of
 * sagemaker-inference-toolkit.
 */
export const READ_VARIABLES: readonly string[] = [
  'SAGEMAKER_BASE_DIR',
  'SAGEMAKER_BIND_TO_PORT',
  'SAGEMAKER_CONTAINER_LOG_LEVEL',
  'SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT',
  'SAGEMAKER_HANDLER',
  'SAGEMAKER_JOB_NAME',
  'SAGEMAKER_MANAGED_WARMPOOL_CACHE_DIRECTORY',
  'SAGEMAKER_MAX_PAYLOAD_IN_MB',
  'SAGEMAKER_MODEL_SERVER_TIMEOUT',
  'SAGEMAKER_MODEL_SERVER_TIMEOUT_SECONDS',
  'SAGEMAKER_MODEL_SERVER_VMARGS',
  'SAGEMAKER_MODEL_SERVER_WORKERS',
  'SAGEMAKER_MULTI_MODEL',
  'SAGEMAKER_PROGRAM',
  'SAGEMAKER_REGION',
  'SAGEMAKER_SAFE_PORT_RANGE',
  'SAGEMAKER_SERVING_MODULE',
  'SAGEMAKER_STARTUP_TIMEOUT',
  'SAGEMAKER_SUBMIT_DIRECTORY',
  'SAGEMAKER_TRAINING_MODULE',
]

/** Set for the container by the platform; what the image says is in the way. */
export const PLATFORM_VARIABLES: readonly string[] = [
  'SAGEMAKER_BIND_TO_PORT',
  'SAGEMAKER_SAFE_PORT_RANGE',
  'SAGEMAKER_MULTI_MODEL',
  'TRAINING_JOB_NAME',
  'TRAINING_JOB_ARN',
]

/** Read by sagemaker-training 5, which then puts the hyperparameter of the same name in their place. */
export const IGNORED_VARIABLES: readonly string[] = [
  'SAGEMAKER_SUBMIT_DIRECTORY',
  'SAGEMAKER_CONTAINER_LOG_LEVEL',
]

const TOOLKIT = new Set(
  'MODEL_DIR CHANNELS HPS USER_ARGS HOSTS CURRENT_HOST CURRENT_INSTANCE_TYPE CURRENT_INSTANCE_GROUP INSTANCE_GROUPS NUM_GPUS NUM_CPUS NUM_NEURONS LOG_LEVEL NETWORK_INTERFACE_NAME INPUT_DIR INPUT_CONFIG_DIR OUTPUT_DIR OUTPUT_DATA_DIR OUTPUT_INTERMEDIATE_DIR RESOURCE_CONFIG INPUT_DATA_CONFIG MODULE_DIR MODULE_NAME USER_ENTRY_POINT FRAMEWORK_MODULE FRAMEWORK_PARAMS TRAINING_ENV STUDIO_LOCAL_MODE'
    .split(' ')
    .map((name) => `SM_${name}`),
)

/** Whether the training toolkit sets it: SM_MODEL_DIR, SM_CHANNEL_<NAME>, SM_HP_<NAME>. */
export const isToolkitVariable = (name: string): boolean =>
  TOOLKIT.has(name) || /^SM_(?:CHANNEL|HP)_./.test(name)
