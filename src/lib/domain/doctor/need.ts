/** A command as far as its needs go. */
export type CommandFacts = {
  readonly path: readonly string[]
  readonly iamActions: readonly string[]
}

/** What commands need beyond a machine that works; made from the actions that they declare. */
export type Need = {
  /** As typed: `finetune run`. Empty: nobody said what for. */
  readonly commands: readonly string[]
  readonly actions: readonly string[]
  /** Nothing of it is done on this machine alone. */
  readonly callsAws: boolean
  /** By the names of their API models. */
  readonly services: readonly string[]
  readonly engine: 'required' | 'useful' | 'none'
  /** What a role is handed over for. */
  readonly purposes: readonly RoleUse[]
  readonly usesBucket: boolean
  /** A base model is trained or asked. */
  readonly usesModel: boolean
  /** The network of jobs or endpoints matters. */
  readonly usesNetwork: boolean
  readonly pushesImages: boolean
  readonly quotas: readonly QuotaKind[]
}

export type RoleUse = 'customization' | 'training' | 'hosting' | 'builds'

/** Words of SageMaker's quota names, or Bedrock's model units. */
export type QuotaKind =
  | 'model units'
  | 'endpoint'
  | 'training job'
  | 'processing job'
  | 'transform job'

const BUILD = 'container build'

/** Commands whose flows open a container engine, always or for images that they look up by name. */
const ENGINE_COMMANDS: Readonly<Record<string, Need['engine']>> = {
  [BUILD]: 'required',
  'container test': 'required',
  'container push': 'useful',
  'container verify': 'useful',
}

/** Commands that call AWS only where a flag or the configuration asks for it. */
const LOCAL_COMMANDS = [BUILD, 'container test', 'container lint', 'container init']

/** Where the prefix of an action is not the name of the service's API model. */
const SERVICES: Readonly<Record<string, string>> = {
  servicequotas: 'service-quotas',
  'access-analyzer': 'accessanalyzer',
}

const RUNTIME_ACTIONS: Readonly<Record<string, string>> = {
  'bedrock:InvokeModel': 'bedrock-runtime',
  'bedrock:InvokeModelWithResponseStream': 'bedrock-runtime',
  'sagemaker:InvokeEndpoint': 'sagemaker-runtime',
  'sagemaker:InvokeEndpointAsync': 'sagemaker-runtime',
  'sagemaker:InvokeEndpointWithResponseStream': 'sagemaker-runtime',
}

const QUOTAS: Readonly<Record<string, QuotaKind>> = {
  'bedrock:CreateProvisionedModelThroughput': 'model units',
  'sagemaker:CreateEndpoint': 'endpoint',
  'sagemaker:CreateTrainingJob': 'training job',
  'sagemaker:CreateHyperParameterTuningJob': 'training job',
  'sagemaker:CreateProcessingJob': 'processing job',
  'sagemaker:CreateTransformJob': 'transform job',
}

/** What a run in general looks at, when nobody said what for. */
const GENERAL_SERVICES = ['sts', 's3', 'iam', 'bedrock', 'sagemaker']

/** The commands that a name means: a group (`finetune`) or one command (`finetune run`). */
export const commandsNamed = (
  commands: readonly CommandFacts[],
  name: string,
): readonly CommandFacts[] => {
  const words = name.trim().split(/[\s.]+/)
  return commands.filter(({ path }) => words.every((word, at) => path[at] === word))
}

/**
 * The needs of all these commands together; of none, those of work in general. With `buildsInCloud` images
 * are built by CodeBuild too, and not by an engine of this machine alone.
 */
export const needOf = (commands: readonly CommandFacts[], buildsInCloud = false): Need => {
  const names = commands.map(({ path }) => path.join(' ')).sort()
  const actions = distinct(commands.flatMap(({ iamActions }) => iamActions))
  const general = commands.length === 0
  const has = (pattern: RegExp) => actions.some((action) => pattern.test(action))
  const purposes = general ? [] : usesOf(actions).filter((use) => use !== 'builds' || buildsInCloud)
  const engines = names.map((name) =>
    name === BUILD && buildsInCloud ? 'useful' : (ENGINE_COMMANDS[name] ?? 'none'),
  )
  const local = LOCAL_COMMANDS.filter((name) => name !== BUILD || !buildsInCloud)
  return {
    commands: names,
    actions,
    callsAws: general || (actions.length > 0 && !names.every((name) => local.includes(name))),
    services: general ? GENERAL_SERVICES : servicesOf(actions),
    engine: engines.includes('required')
      ? 'required'
      : general || engines.includes('useful')
        ? 'useful'
        : 'none',
    purposes,
    // A job's data is in a bucket, whether or not the caller touches it.
    usesBucket: general || purposes.length > 0 || has(/^s3:(Get|Put)Object$/),
    usesModel: general || has(/^bedrock:(CreateModelCustomizationJob|GetFoundationModel)$/),
    usesNetwork:
      general || has(/^bedrock:CreateModelCustomizationJob$|^sagemaker:Create(Model|\w+Job)$/),
    pushesImages: has(/^ecr:PutImage$/),
    quotas: distinct(actions.flatMap((action) => QUOTAS[action] ?? [])),
  }
}

const servicesOf = (actions: readonly string[]): readonly string[] =>
  distinct([
    'sts',
    ...actions.map((action) => {
      const prefix = action.split(':')[0] ?? ''
      return RUNTIME_ACTIONS[action] ?? SERVICES[prefix] ?? prefix
    }),
  ])

/** The actions that take a role with them, by what it is for. */
const ROLE_USES: readonly (readonly [RoleUse, RegExp])[] = [
  ['customization', /^bedrock:CreateModelCustomizationJob$/],
  ['training', /^sagemaker:Create(Training|HyperParameterTuning|Processing|Transform)Job$/],
  ['hosting', /^sagemaker:CreateModel$/],
  ['builds', /^codebuild:StartBuild$/],
]

const usesOf = (actions: readonly string[]): readonly RoleUse[] =>
  actions.includes('iam:PassRole')
    ? ROLE_USES.flatMap(([use, pattern]) =>
        actions.some((action) => pattern.test(action)) ? [use] : [],
      )
    : []

const distinct = <T extends string>(values: readonly T[]): readonly T[] =>
  [...new Set(values)].sort()
