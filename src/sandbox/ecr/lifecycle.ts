import { optionalText, text } from '../members.ts'
import type { Call, Input, Output, Service } from '../service.ts'
import { refusal } from './errors.ts'
import { naming, page } from './repositories.ts'
import { changeRepository, type ImageRecord, type Repository, readRepository } from './state.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const PREVIEW_SECONDS = 5

type Selection = {
  readonly tagStatus: 'tagged' | 'untagged' | 'any'
  readonly tagPrefixList?: readonly string[]
  readonly tagPatternList?: readonly string[]
  readonly countType: 'imageCountMoreThan' | 'sinceImagePushed'
  readonly countUnit?: string
  readonly countNumber: number
}

type Rule = { readonly rulePriority: number; readonly selection: Selection }

const invalid = (why: string) =>
  refusal.parameter(
    `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ${why}'`,
  )

const isRule = (value: unknown): value is Rule => {
  const { rulePriority, selection, action } = (value ?? {}) as Record<string, unknown>
  const chosen = (selection ?? {}) as Record<string, unknown>
  return (
    Number.isInteger(rulePriority) &&
    ['tagged', 'untagged', 'any'].includes(String(chosen.tagStatus)) &&
    ['imageCountMoreThan', 'sinceImagePushed'].includes(String(chosen.countType)) &&
    Number(chosen.countNumber) > 0 &&
    (action as { type?: unknown } | undefined)?.type === 'expire'
  )
}

/** The rules of a policy, by priority. Throws InvalidParameterException for a text that is none. */
const rulesOf = (policy: string): readonly Rule[] => {
  let body: { readonly rules?: unknown }
  try {
    body = JSON.parse(policy)
  } catch {
    throw invalid('the text is not JSON')
  }
  const rules = Array.isArray(body.rules) ? body.rules : []
  if (rules.length === 0 || !rules.every(isRule)) throw invalid('a rule is not valid')
  const priorities = new Set(rules.map(({ rulePriority }) => rulePriority))
  if (priorities.size < rules.length) throw invalid('rule priorities must be unique')
  for (const { selection } of rules) {
    const named = selection.tagPrefixList ?? selection.tagPatternList
    if (selection.tagStatus === 'tagged' && named === undefined) {
      throw invalid('tagPrefixList or tagPatternList is required for tagStatus tagged')
    }
    if (selection.countType === 'sinceImagePushed' && selection.countUnit !== 'days') {
      throw invalid('countUnit must be days')
    }
  }
  return [...rules].sort((a, b) => a.rulePriority - b.rulePriority)
}

const isChosen = ({ tags }: ImageRecord, selection: Selection): boolean => {
  if (selection.tagStatus === 'any') return true
  if (selection.tagStatus === 'untagged') return tags.length === 0
  const prefixes = selection.tagPrefixList ?? []
  const patterns = (selection.tagPatternList ?? []).map(
    (each) => new RegExp(`^${each.split('*').map(escaped).join('.*')}$`),
  )
  return tags.some(
    (tag) =>
      prefixes.some((prefix) => tag.startsWith(prefix)) || patterns.some((each) => each.test(tag)),
  )
}

const escaped = (literal: string): string => literal.replace(/[.+?^${}()|[\]\\]/g, '\\$&')

type Expiry = { readonly image: ImageRecord; readonly priority: number }

/** The images that a policy would expire at an instant, each by the first rule that takes it. */
const expiries = (repository: Repository, policy: string, now: number): readonly Expiry[] => {
  const left = new Set(Object.values(repository.images).sort((a, b) => b.pushedAt - a.pushedAt))
  return rulesOf(policy).flatMap(({ rulePriority: priority, selection }) => {
    const chosen = [...left].filter((image) => isChosen(image, selection))
    const gone =
      selection.countType === 'imageCountMoreThan'
        ? chosen.slice(selection.countNumber)
        : chosen.filter(({ pushedAt }) => now - pushedAt > selection.countNumber * DAY_MS)
    for (const image of gone) left.delete(image)
    return gone.map((image) => ({ image, priority }))
  })
}

const policyOf = (call: Call, repository: Repository): string => {
  if (repository.lifecycle !== undefined) return repository.lifecycle
  throw refusal.absent(
    'LifecyclePolicyNotFoundException',
    'Lifecycle policy',
    naming(call, repository.name),
  )
}

const answer = (call: Call, repositoryName: string, lifecyclePolicyText: string): Output => ({
  registryId: call.accountId,
  repositoryName,
  lifecyclePolicyText,
})

const putLifecyclePolicy = (call: Call, input: Input): Output => {
  const [name, policy] = [text(input, 'repositoryName'), text(input, 'lifecyclePolicyText')]
  rulesOf(policy)
  changeRepository(call, name, (repository) => {
    repository.lifecycle = policy
  })
  return answer(call, name, policy)
}

const getLifecyclePolicy = (call: Call, input: Input): Output => {
  const repository = readRepository(call, text(input, 'repositoryName'))
  return answer(call, repository.name, policyOf(call, repository))
}

const deleteLifecyclePolicy = (call: Call, input: Input): Output =>
  changeRepository(call, text(input, 'repositoryName'), (repository) => {
    const policy = policyOf(call, repository)
    delete repository.lifecycle
    return answer(call, repository.name, policy)
  })

const startLifecyclePolicyPreview = (call: Call, input: Input): Output =>
  changeRepository(call, text(input, 'repositoryName'), (repository) => {
    const policy = optionalText(input, 'lifecyclePolicyText') ?? policyOf(call, repository)
    rulesOf(policy)
    repository.preview = { text: policy, at: call.clock.now() }
    return { ...answer(call, repository.name, policy), status: 'IN_PROGRESS' }
  })

const getLifecyclePolicyPreview = (call: Call, input: Input): Output => {
  const repository = readRepository(call, text(input, 'repositoryName'))
  const { preview } = repository
  if (preview === undefined) {
    const named = naming(call, repository.name)
    throw refusal.absent('LifecyclePolicyPreviewNotFoundException', 'Lifecycle preview', named)
  }
  const base = answer(call, repository.name, preview.text)
  if (call.clock.now() < preview.at + call.clock.duration(PREVIEW_SECONDS)) {
    return { ...base, status: 'IN_PROGRESS' }
  }
  const all = expiries(repository, preview.text, preview.at)
  const { items, next } = page(input, all)
  return {
    ...base,
    status: 'COMPLETE',
    summary: { expiringImageTotalCount: all.length },
    previewResults: items.map(({ image, priority }) => ({
      imageDigest: image.digest,
      imageTags: image.tags,
      imagePushedAt: new Date(image.pushedAt),
      action: { type: 'EXPIRE' },
      appliedRulePriority: priority,
    })),
    ...(next === undefined ? {} : { nextToken: next }),
  }
}

/** Lifecycle policies are checked, kept and previewed; nothing expires by itself here. */
export const lifecycleOperations: Service['operations'] = {
  PutLifecyclePolicy: putLifecyclePolicy,
  GetLifecyclePolicy: getLifecyclePolicy,
  DeleteLifecyclePolicy: deleteLifecyclePolicy,
  StartLifecyclePolicyPreview: startLifecyclePolicyPreview,
  GetLifecyclePolicyPreview: getLifecyclePolicyPreview,
}
