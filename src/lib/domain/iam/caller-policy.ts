import {
  type Conditions,
  POLICY_VERSION,
  type PolicyDocument,
  policySize,
  type Statement,
} from '../core/policy-document.ts'
import { actionRow } from './action-resources.ts'

/** A command as far as policies care: its words and the actions its caller needs. */
export type CommandActions = {
  readonly path: readonly string[]
  readonly iamActions: readonly string[]
}

/** What the policy is limited to. */
export type PolicyScope = {
  readonly partition: string
  readonly region: string
  readonly account: string
  readonly bucket: string
  /** A role name, or a pattern with `*`. */
  readonly role: string
  /** Put the actions that buy capacity into a policy of their own. */
  readonly splitBuyer: boolean
}

export type CallerPolicy = {
  readonly policies: readonly {
    readonly name: 'work' | 'buyer'
    readonly document: PolicyDocument
    /** Characters as the quotas count them. */
    readonly size: number
  }[]
  /** The commands that the policy serves, as typed. */
  readonly commands: readonly string[]
  /** Names that no command begins with. */
  readonly unknownNames: readonly string[]
  /** Actions without a row in the table: granted on everything. */
  readonly unscopedActions: readonly string[]
}

/**
 * The least that a person or a CI role needs for some commands. A name is a group (`finetune`) or a
 * whole command (`finetune run`). Equal inputs give equal documents, in whatever order.
 */
export const callerPolicy = (
  commands: readonly CommandActions[],
  names: readonly string[],
  scope: PolicyScope,
): CallerPolicy => {
  const served = commands.filter(({ path }) => names.some((name) => isCalled(path, name)))
  // Looking up who one is needs no right, but its denial by others is common: it is made explicit.
  const actions = distinct(['sts:GetCallerIdentity', ...served.flatMap((def) => def.iamActions)])
  const buys = (action: string) => scope.splitBuyer && actionRow(action)?.buys === true
  const work = actions.filter((action) => !buys(action))
  const buyer = actions.filter(buys)
  return {
    policies: [
      { name: 'work' as const, actions: work },
      ...(buyer.length > 0 ? [{ name: 'buyer' as const, actions: buyer }] : []),
    ].map(({ name, actions: own }) => {
      const document = policyFor(own, scope, actions)
      return { name, document, size: policySize(document) }
    }),
    commands: served.map(({ path }) => path.join(' ')).sort(),
    unknownNames: names.filter((name) => !commands.some(({ path }) => isCalled(path, name))),
    unscopedActions: actions.filter((action) => actionRow(action) === undefined),
  }
}

/**
 * The pattern of default role names that the commands hand over: those of the services that they make
 * something in.
 */
export const rolePatternOf = (
  commands: readonly CommandActions[],
  names: readonly string[],
): string => {
  const served = commands.filter(({ path }) => names.some((name) => isCalled(path, name)))
  const [only, ...more] = takers(served.flatMap(({ iamActions }) => iamActions))
  if (only === 'sagemaker.amazonaws.com') return 'mlctl-sagemaker-*'
  if (only === 'codebuild.amazonaws.com' && more.length === 0) return 'mlctl-codebuild-*'
  return more.length > 0 ? 'mlctl-*' : 'mlctl-bedrock-*'
}

const isCalled = (path: readonly string[], name: string): boolean => {
  const words = name.trim().split(/[\s.]+/)
  return words.every((word, at) => path[at] === word)
}

type Grant = {
  readonly action: string
  readonly resources: readonly string[]
  /** Services that a role may be handed to; none where no role is handed over. */
  readonly passedTo: readonly string[]
}

/** Services that work with a role of the caller's. */
const TAKES_ROLES = ['bedrock', 'sagemaker', 'codebuild']

const takers = (actions: readonly string[]): readonly string[] => {
  const makes = (service: string) =>
    actions.some(
      (one) => one.startsWith(`${service}:Create`) || one === `${service}:UpdateEndpoint`,
    )
  return TAKES_ROLES.filter(makes).map((service) => `${service}.amazonaws.com`)
}

/**
 * The least policy with these actions: one statement for all of a service that go to the same resources.
 * `among` are all actions of the work, which tell whom a role may be handed to.
 */
export const policyFor = (
  actions: readonly string[],
  scope: PolicyScope,
  among: readonly string[] = actions,
): PolicyDocument => {
  const groups = new Map<string, Grant[]>()
  for (const action of actions) {
    const row = actionRow(action)
    const resources = (row?.resources ?? ['*']).map((template) => fill(template, scope)).sort()
    const grant = { action, resources, passedTo: row?.passesRole ? takers(among) : [] }
    const key = [action.split(':')[0], ...grant.passedTo, ...resources].join(' ')
    groups.set(key, [...(groups.get(key) ?? []), grant])
  }
  const counts = new Map<string, number>()
  const Statement = [...groups.values()].map((grants) => statementOf(grants, counts))
  return { Version: POLICY_VERSION, Statement }
}

const statementOf = (grants: readonly Grant[], counts: Map<string, number>): Statement => {
  const [first] = grants
  const service = first?.action.split(':')[0] ?? ''
  const number = (counts.get(service) ?? 0) + 1
  counts.set(service, number)
  const passedTo = first?.passedTo ?? []
  const Condition: Conditions | undefined =
    passedTo.length === 0
      ? undefined
      : {
          StringEquals: {
            'iam:PassedToService': passedTo.length === 1 ? (passedTo[0] ?? '') : [...passedTo],
          },
        }
  return {
    Sid: `Mlctl${service.split('-').map(capital).join('')}${number}`,
    Effect: 'Allow',
    Action: grants.map(({ action }) => action),
    Resource: first?.resources ?? [],
    ...(Condition === undefined ? {} : { Condition }),
  }
}

/** A statement's id has letters and digits alone. */
const capital = (word: string): string => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`

const fill = (template: string, scope: PolicyScope): string =>
  template
    .replace('{partition}', scope.partition)
    .replace('{region}', scope.region)
    .replace('{account}', scope.account)
    .replace('{bucket}', scope.bucket)
    .replace('{role}', scope.role)

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort()
