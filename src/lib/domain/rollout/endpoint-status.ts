import type { EndpointStatus } from '../../ports/endpoints.ts'

/**
 * What a status lets one do: change now, change after waiting, or nothing here.
 * Source: enum of DescribeEndpoint in the API model; Developer Guide, deployment guardrails.
 */
export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'wait'; readonly meaning: string }
  | { readonly kind: 'never'; readonly meaning: string; readonly fix: string }

const READINESS: Readonly<Record<EndpointStatus, Readiness>> = {
  InService: { kind: 'ready' },
  Updating: { kind: 'wait', meaning: 'a change is under way' },
  SystemUpdating: { kind: 'wait', meaning: 'AWS maintains it' },
  RollingBack: { kind: 'wait', meaning: 'a change failed and is being taken back' },
  Creating: { kind: 'wait', meaning: 'it is being created' },
  Deleting: {
    kind: 'never',
    meaning: 'it is being deleted',
    fix: 'Nothing can be done with it any more.',
  },
  Failed: {
    kind: 'never',
    meaning: 'it failed, and can only be deleted and created again',
    fix: 'Read its logs, then delete it and create it again.',
  },
  OutOfService: {
    kind: 'never',
    meaning: 'it takes no requests',
    fix: 'Look at it in the console; AWS Support can tell why.',
  },
  UpdateRollbackFailed: {
    kind: 'never',
    meaning: 'an update and its rollback failed: instances of two configs serve traffic',
    fix: 'Put one config on all instances: mlctl rollout repair --endpoint <name>',
  },
}

export const readinessOf = (status: EndpointStatus): Readiness => READINESS[status]
