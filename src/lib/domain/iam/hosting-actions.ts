const sageMaker = (...kinds: readonly string[]): readonly string[] =>
  kinds.map((kind) => `arn:{partition}:sagemaker:{region}:{account}:${kind}/*`)

/** `sagemaker:CreateModel` and its like. */
const named = (service: string, noun: string, ...verbs: readonly string[]): readonly string[] =>
  verbs.map((verb) => `${service}:${verb}${noun}`)

/**
 * What the actions on SageMaker, ECR, CodeBuild, CloudWatch, CloudWatch Logs and Application Auto Scaling can be
 * limited to, by resource; `*` for those that take none. Source: the tables of the Service Authorization
 * Reference, list_amazonsagemaker.html, list_amazonelasticcontainerregistry.html,
 * list_amazoncloudwatch.html, list_amazoncloudwatchlogs.html and list_awsapplicationautoscaling.html in
 * https://docs.aws.amazon.com/service-authorization/latest/reference/.
 */
export const HOSTING_ACTIONS: readonly (readonly [
  resources: readonly string[],
  ...actions: readonly string[],
])[] = [
  [sageMaker('model'), ...named('sagemaker', 'Model', 'Create', 'Delete', 'Describe')],
  [
    sageMaker('endpoint-config'),
    ...named('sagemaker', 'EndpointConfig', 'Create', 'Delete', 'Describe'),
  ],
  [sageMaker('endpoint', 'endpoint-config'), ...named('sagemaker', 'Endpoint', 'Create', 'Update')],
  [
    sageMaker('endpoint'),
    ...named('sagemaker', 'Endpoint', 'Delete', 'Describe'),
    'sagemaker:UpdateEndpointWeightsAndCapacities',
    'sagemaker:InvokeEndpointAsync',
  ],
  [
    sageMaker('endpoint', 'inference-component'),
    'sagemaker:CreateInferenceComponent',
    'sagemaker:InvokeEndpoint',
    'sagemaker:InvokeEndpointWithResponseStream',
  ],
  [
    sageMaker('inference-component'),
    ...named('sagemaker', 'InferenceComponent', 'Delete', 'Describe'),
  ],
  [
    sageMaker('inference-experiment'),
    ...named('sagemaker', 'InferenceExperiment', 'Create', 'Describe', 'Stop'),
  ],
  [
    sageMaker('inference-recommendations-job'),
    ...named('sagemaker', 'InferenceRecommendationsJob', 'Create', 'Describe'),
  ],
  [sageMaker('training-job'), ...named('sagemaker', 'TrainingJob', 'Create', 'Describe', 'Stop')],
  [
    sageMaker('hyper-parameter-tuning-job'),
    ...named('sagemaker', 'HyperParameterTuningJob', 'Create', 'Describe', 'Stop'),
    'sagemaker:ListTrainingJobsForHyperParameterTuningJob',
  ],
  [
    sageMaker('processing-job'),
    ...named('sagemaker', 'ProcessingJob', 'Create', 'Describe', 'Stop'),
  ],
  [sageMaker('transform-job'), ...named('sagemaker', 'TransformJob', 'Create', 'Describe', 'Stop')],
  [
    ['arn:{partition}:sagemaker:{region}:{account}:*/*'],
    ...named('sagemaker', 'Tags', 'Add', 'Delete', 'List'),
  ],
  [
    ['*'],
    'sagemaker:ListEndpointConfigs',
    'sagemaker:ListEndpoints',
    'sagemaker:ListHyperParameterTuningJobs',
    'sagemaker:ListInferenceComponents',
    'sagemaker:ListInferenceExperiments',
    'sagemaker:ListModels',
    'sagemaker:ListProcessingJobs',
    'sagemaker:ListTrainingJobs',
    'sagemaker:ListTransformJobs',
  ],
  [
    ['arn:{partition}:ecr:{region}:{account}:repository/*'],
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:CompleteLayerUpload',
    'ecr:CreateRepository',
    'ecr:DescribeImageScanFindings',
    'ecr:DescribeImages',
    'ecr:DescribeRepositories',
    'ecr:GetDownloadUrlForLayer',
    'ecr:GetLifecyclePolicy',
    'ecr:InitiateLayerUpload',
    'ecr:PutImage',
    'ecr:PutImageScanningConfiguration',
    'ecr:PutImageTagMutability',
    'ecr:PutLifecyclePolicy',
    'ecr:StartImageScan',
    'ecr:TagResource',
    'ecr:UploadLayerPart',
  ],
  [['*'], 'ecr:GetAuthorizationToken'],
  [
    ['arn:{partition}:codebuild:{region}:{account}:project/*'],
    'codebuild:BatchGetBuilds',
    'codebuild:BatchGetProjects',
    'codebuild:CreateProject',
    'codebuild:ListBuildsForProject',
    'codebuild:StartBuild',
    'codebuild:UpdateProject',
  ],
  [
    ['arn:{partition}:cloudwatch:{region}:{account}:alarm:*'],
    'cloudwatch:DeleteAlarms',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:SetAlarmState',
  ],
  [['*'], 'cloudwatch:GetMetricData'],
  [
    ['arn:{partition}:logs:{region}:{account}:log-group:/aws/sagemaker/*'],
    'logs:DescribeLogStreams',
  ],
  [
    [
      'arn:{partition}:logs:{region}:{account}:log-group:/aws/sagemaker/*:log-stream:*',
      'arn:{partition}:logs:{region}:{account}:log-group:/aws/codebuild/*:log-stream:*',
    ],
    'logs:GetLogEvents',
  ],
  [
    ['arn:{partition}:application-autoscaling:{region}:{account}:scalable-target/*'],
    'application-autoscaling:DeregisterScalableTarget',
    'application-autoscaling:PutScalingPolicy',
    'application-autoscaling:PutScheduledAction',
    'application-autoscaling:RegisterScalableTarget',
  ],
  [
    ['*'],
    'application-autoscaling:DescribeScalableTargets',
    'application-autoscaling:DescribeScalingPolicies',
    'application-autoscaling:DescribeScheduledActions',
  ],
  [
    [
      'arn:{partition}:iam::{account}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/*',
    ],
    'iam:CreateServiceLinkedRole',
  ],
]
