import { text } from '../members.ts'
import type { Call, Input, Output, Service } from '../service.ts'
import { refusal } from './errors.ts'
import { frontUrl, naming } from './repositories.ts'
import { changeRepository, type Repository, readRepository } from './state.ts'

/** A token lasts twelve hours; …/AmazonECR/latest/userguide/registry_auth.html */
const TOKEN_MS = 12 * 60 * 60 * 1000

/** What a password of the registry says, for its front to read; colons in it are meant. */
export type Grant = { readonly region: string; readonly until: number }

/** The password that carries a grant. */
export const passwordFor = (grant: Grant): string =>
  Buffer.from(JSON.stringify(grant)).toString('base64url')

const getAuthorizationToken = (call: Call): Output => {
  const until = call.clock.now() + TOKEN_MS
  const password = passwordFor({ region: call.region, until })
  return {
    authorizationData: [
      {
        authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
        expiresAt: new Date(until),
        proxyEndpoint: frontUrl(call),
      },
    ],
  }
}

/** What a Basic authorization grants; undefined when it is none of this registry's. */
export const grantOf = (authorization: string | undefined): Grant | undefined => {
  const basic = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1]
  return readGrant(/^AWS:(.+)$/.exec(Buffer.from(basic ?? '', 'base64').toString())?.[1])
}

/** What a password grants. */
export const readGrant = (password: string | undefined): Grant | undefined => {
  try {
    const { region, until } = JSON.parse(
      Buffer.from(password ?? '', 'base64url').toString(),
    ) as Grant
    return typeof region === 'string' && typeof until === 'number' ? { region, until } : undefined
  } catch {
    return undefined
  }
}

const policyOf = (call: Call, repository: Repository): string => {
  if (repository.policy !== undefined) return repository.policy
  throw refusal.absent(
    'RepositoryPolicyNotFoundException',
    'Repository policy',
    naming(call, repository.name),
  )
}

const answer = (call: Call, repositoryName: string, policyText: string): Output => ({
  registryId: call.accountId,
  repositoryName,
  policyText,
})

const setRepositoryPolicy = (call: Call, input: Input): Output => {
  const [name, policy] = [text(input, 'repositoryName'), text(input, 'policyText')]
  try {
    const { Statement } = JSON.parse(policy) as { readonly Statement?: unknown }
    if (!Array.isArray(Statement)) throw new SyntaxError('no Statement')
  } catch {
    throw refusal.parameter(
      "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
    )
  }
  changeRepository(call, name, (repository) => {
    repository.policy = policy
  })
  return answer(call, name, policy)
}

const getRepositoryPolicy = (call: Call, input: Input): Output => {
  const repository = readRepository(call, text(input, 'repositoryName'))
  return answer(call, repository.name, policyOf(call, repository))
}

const deleteRepositoryPolicy = (call: Call, input: Input): Output =>
  changeRepository(call, text(input, 'repositoryName'), (repository) => {
    const policy = policyOf(call, repository)
    delete repository.policy
    return answer(call, repository.name, policy)
  })

/** Who may come in: tokens, and policies of repositories, which callers and roles are judged by. */
export const accessOperations: Service['operations'] = {
  GetAuthorizationToken: getAuthorizationToken,
  SetRepositoryPolicy: setRepositoryPolicy,
  GetRepositoryPolicy: getRepositoryPolicy,
  DeleteRepositoryPolicy: deleteRepositoryPolicy,
}
