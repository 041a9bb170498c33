import type { EndpointAnswers } from '../../domain/hosting/build.ts'
import { instanceParts } from '../../domain/hosting/instances.ts'
import { hostingNameProblem } from '../../domain/hosting/names.ts'
import type { Ports } from '../../ports/all.ts'
import type { Io } from '../../ports/io.ts'

/** Asks for what a new endpoint is called. */
export const askName = (io: Io): Promise<string> =>
  io.ask({
    kind: 'text',
    flag: '--name',
    message: 'Endpoint name',
    check: hostingNameProblem,
    read: (text) => text,
  })

/** Asks which of the account's models is served. */
export const askModel = async (ports: Pick<Ports, 'io' | 'hostedModels'>): Promise<string> => {
  const models = ports.io.interactive ? await ports.hostedModels.list({ limit: 200 }) : []
  return ports.io.ask({
    kind: 'choice',
    flag: '--model',
    message: 'Model',
    help: 'A new model is made with --image and --role.',
    searchable: true,
    choices: models.map(({ modelName, createdAt }) => ({
      value: modelName,
      label: modelName,
      description: createdAt,
    })),
  })
}

type Capacity = Pick<
  EndpointAnswers,
  'instanceType' | 'instanceCount' | 'serverlessMemoryMb' | 'maxConcurrency'
>

/** Asks what runs the model, unless flags say it. */
export const askCapacity = async (
  io: Io,
  given: Omit<EndpointAnswers, 'variantName'>,
): Promise<Capacity> => {
  const said =
    given.instanceType ?? given.serverlessMemoryMb ?? (given.pools?.length ? 'pools' : undefined)
  if (said !== undefined) return {}
  if (!io.interactive) return { instanceType: await askInstanceType(io) }
  const kind = await io.ask({
    kind: 'choice',
    flag: '--instance-type',
    message: 'What runs it',
    initial: 'instances',
    choices: [
      { value: 'instances', label: 'instances', description: 'always on, paid by the hour' },
      {
        value: 'serverless',
        label: 'serverless',
        description: 'paid per request; a first call takes seconds',
      },
    ],
  })
  return kind === 'serverless' ? askServerless(io) : askInstances(io, given)
}

const askInstances = async (
  io: Io,
  given: Omit<EndpointAnswers, 'variantName'>,
): Promise<Capacity> => ({
  instanceType: await askInstanceType(io),
  instanceCount: given.instanceCount ?? (await askCount(io)),
})

const askInstanceType = (io: Io): Promise<string> =>
  io.ask({
    kind: 'text',
    flag: '--instance-type',
    message: 'Instance type',
    help: 'mlctl endpoint recommend helps to choose.',
    initial: 'ml.m5.xlarge',
    check: (text) =>
      instanceParts(text) === undefined ? 'An instance type looks like ml.m5.xlarge.' : undefined,
    read: (text) => text,
  })

const askCount = (io: Io): Promise<number> =>
  io.ask({
    kind: 'text',
    flag: '--instances',
    message: 'Instances',
    help: 'Two or more are spread over zones.',
    initial: '2',
    check: (text) => (/^[1-9]\d{0,3}$/.test(text) ? undefined : 'A whole number from 1 is needed.'),
    read: Number,
  })

const askServerless = async (io: Io): Promise<Capacity> => ({
  serverlessMemoryMb: await io.ask({
    kind: 'choice',
    flag: '--serverless-memory',
    message: 'Memory',
    initial: 2048,
    choices: [1, 2, 3, 4, 5, 6].map((gb) => ({ value: gb * 1024, label: `${gb} GB` })),
  }),
  maxConcurrency: await io.ask({
    kind: 'text',
    flag: '--max-concurrency',
    message: 'Requests at a time, at most',
    initial: '20',
    check: (text) =>
      /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 200
        ? undefined
        : 'From 1 to 200.',
    read: Number,
  }),
})
