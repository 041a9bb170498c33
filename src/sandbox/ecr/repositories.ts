import { list, members, optionalNumber, optionalText, text } from '../members.ts'
import { type Page, pageOf } from '../pages.ts'
import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import {
  changeRegistry,
  changeRepository,
  type ExclusionFilter,
  type Mutability,
  type Repository,
  readRegistry,
  readRepository,
  repositoryIn,
} from './state.ts'

const MOST_TAGS = 50
/** Pages have 100 entries unless 1 to 1,000 are asked for (API model). */
const USUAL_PAGE = 100

/** One page of a list, as the request asks for it. */
export const page = <T>(input: Input, all: readonly T[]): Page<T> =>
  pageOf(all, {
    token: optionalText(input, 'nextToken'),
    size: optionalNumber(input, 'maxResults') ?? USUAL_PAGE,
    invalid: () => refusal.parameter('Invalid parameter at nextToken.'),
  })

/** `<account>.dkr.ecr.<region>.amazonaws.com`. */
export const registryHost = ({ accountId, region }: Pick<Call, 'accountId' | 'region'>): string =>
  `${accountId}.dkr.ecr.${region}.amazonaws.com`

/** Where the registry's front answers: by a port this sandbox is served on, else at ECR's own name. */
export const frontUrl = (call: Call): string =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(call.host ?? '')
    ? `http://${call.host}`
    : `https://${registryHost(call)}`

/** The members by which refusals and answers name a repository. */
export const naming = (call: Call, repository: string) => ({
  accountId: call.accountId,
  repository,
})

/** The API has no empty list of filters. */
const exclusionMembers = ({ exclusions }: Pick<Repository, 'exclusions'>): Output =>
  exclusions.length === 0 ? {} : { imageTagMutabilityExclusionFilters: exclusions }

const view = (call: Call, repository: Repository): Output => ({
  repositoryArn: repository.arn,
  registryId: call.accountId,
  repositoryName: repository.name,
  repositoryUri: `${registryHost(call)}/${repository.name}`,
  createdAt: new Date(repository.createdAt),
  imageTagMutability: repository.mutability,
  ...exclusionMembers(repository),
  imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
  encryptionConfiguration: repository.encryption,
})

/** Filters belong to the kinds of mutability that have exceptions, and to no other. */
const mutabilityOf = (input: Input): Pick<Repository, 'mutability' | 'exclusions'> => {
  const mutability = (optionalText(input, 'imageTagMutability') ?? 'MUTABLE') as Mutability
  const exclusions = list<ExclusionFilter>(input, 'imageTagMutabilityExclusionFilters')
  if (mutability.endsWith('_WITH_EXCLUSION') !== exclusions.length > 0) {
    throw refusal.parameter(
      `Invalid parameter at 'imageTagMutabilityExclusionFilters' failed to satisfy constraint: ${
        exclusions.length > 0 ? 'must be absent' : 'must be given'
      } for imageTagMutability ${mutability}`,
    )
  }
  return { mutability, exclusions }
}

type Tag = { readonly Key: string; readonly Value?: string }

const merged = (held: Readonly<Record<string, string>>, more: readonly Tag[]) => {
  const all = { ...held, ...Object.fromEntries(more.map(({ Key, Value }) => [Key, Value ?? ''])) }
  if (Object.keys(all).length > MOST_TAGS) throw refusal.tooManyTags()
  return all
}

const encryptionOf = (call: Call, input: Input): Repository['encryption'] => {
  const asked = members(input, 'encryptionConfiguration')
  const encryptionType = optionalText(asked, 'encryptionType') ?? 'AES256'
  const kmsKey = optionalText(asked, 'kmsKey')
  if (encryptionType === 'AES256') {
    if (kmsKey === undefined) return { encryptionType }
    throw refusal.parameter('KmsKey must not be given when encryptionType is AES256')
  }
  const own = `arn:aws:kms:${call.region}:${call.accountId}:alias/aws/ecr`
  return { encryptionType, kmsKey: kmsKey ?? own }
}

export const createRepository = (call: Call, input: Input): Output => {
  const name = text(input, 'repositoryName')
  const repository: Repository = {
    name,
    arn: `arn:aws:ecr:${call.region}:${call.accountId}:repository/${name}`,
    createdAt: call.clock.now(),
    encryption: encryptionOf(call, input),
    ...mutabilityOf(input),
    scanOnPush: members(input, 'imageScanningConfiguration').scanOnPush === true,
    tags: merged({}, list<Tag>(input, 'tags')),
    layers: {},
    images: {},
    uploads: {},
  }
  changeRegistry(call, (state) => {
    if (Object.hasOwn(state.repositories, name)) {
      throw refusal.repositoryExists(name, call.accountId)
    }
    state.repositories[name] = repository
  })
  return { repository: view(call, repository) }
}

export const describeRepositories = (call: Call, input: Input): Output => {
  const state = readRegistry(call)
  const names = list<string>(input, 'repositoryNames')
  const all =
    names.length > 0
      ? names.map((name) => repositoryIn(state, call, name))
      : Object.values(state.repositories)
  const { items, next } = page(input, all)
  return {
    repositories: items.map((each) => view(call, each)),
    ...(next === undefined ? {} : { nextToken: next }),
  }
}

export const deleteRepository = (call: Call, input: Input): Output => {
  const name = text(input, 'repositoryName')
  const gone = changeRegistry(call, (state) => {
    const repository = repositoryIn(state, call, name)
    if (Object.keys(repository.images).length > 0 && input.force !== true) {
      throw refusal.repositoryNotEmpty(name, call.accountId)
    }
    delete state.repositories[name]
    return repository
  })
  return { repository: view(call, gone) }
}

export const putImageTagMutability = (call: Call, input: Input): Output => {
  const name = text(input, 'repositoryName')
  const wanted = mutabilityOf(input)
  changeRepository(call, name, (repository) => void Object.assign(repository, wanted))
  return {
    registryId: call.accountId,
    repositoryName: name,
    imageTagMutability: wanted.mutability,
    ...exclusionMembers(wanted),
  }
}

export const putImageScanningConfiguration = (call: Call, input: Input): Output => {
  const name = text(input, 'repositoryName')
  const scanOnPush = members(input, 'imageScanningConfiguration').scanOnPush === true
  changeRepository(call, name, (repository) => {
    repository.scanOnPush = scanOnPush
  })
  return {
    registryId: call.accountId,
    repositoryName: name,
    imageScanningConfiguration: { scanOnPush },
  }
}

const nameOfArn = (call: Call, input: Input): string => {
  const arn = text(input, 'resourceArn')
  const name = /^arn:aws[a-z-]*:ecr:[^:]+:\d+:repository\/(.+)$/.exec(arn)?.[1]
  if (name === undefined) throw refusal.parameter(`Invalid parameter at 'resourceArn': ${arn}`)
  readRepository(call, name)
  return name
}

export const tagResource = (call: Call, input: Input): Output => {
  changeRepository(call, nameOfArn(call, input), (repository) => {
    repository.tags = merged(repository.tags, list<Tag>(input, 'tags'))
  })
  return {}
}

export const untagResource = (call: Call, input: Input): Output => {
  const gone = list<string>(input, 'tagKeys')
  changeRepository(call, nameOfArn(call, input), (repository) => {
    for (const key of gone) delete repository.tags[key]
  })
  return {}
}

export const listTagsForResource = (call: Call, input: Input): Output => ({
  tags: Object.entries(readRepository(call, nameOfArn(call, input)).tags).map(([Key, Value]) => ({
    Key,
    Value,
  })),
})
