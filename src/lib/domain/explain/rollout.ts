import type { Explanation } from './rows.ts'

/** Moving live traffic. */
export const ROLLOUT_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-ROL-001',
    title: 'A weight is a percentage',
    means: 'Weights are 0 to 100 percent of the requests that name no variant; decimals are fine.',
    fix: 'For example --weight 10.',
  },
  {
    id: 'MLC-ROL-002',
    title: 'No such variant on the endpoint',
    means: 'The endpoint config in force has no production variant of this name.',
    fix: 'Take one of the names in the message, or add the variant: mlctl rollout add.',
  },
  {
    id: 'MLC-ROL-003',
    title: 'There is nothing to split',
    means: 'The endpoint has one variant, which gets all traffic whatever its weight.',
    fix: 'Add a variant with mlctl rollout add, or replace it with mlctl rollout replace.',
  },
  {
    id: 'MLC-ROL-004',
    title: 'The present shares cannot be told',
    means: 'A weight is missing or all are 0, so there is no ratio that could be kept.',
    fix: 'Give one variant everything first: mlctl rollout --variant <name> --weight 100.',
  },
  {
    id: 'MLC-ROL-005',
    title: 'It is not clear which variant is meant',
    means: 'More than one variant could be the new one, and a wrong guess would move live traffic.',
    fix: 'Pass --variant with one of the names in the message.',
  },
  {
    id: 'MLC-ROL-006',
    title: 'Nobody takes the rest of the traffic',
    means: 'All other variants are at 0, and there are several of them.',
    fix: 'Pass --stable with the name of the one that is to serve the rest.',
  },
  {
    id: 'MLC-ROL-007',
    title: 'A variant without instances would get traffic',
    means: 'Its requests would fail: no instance is there to answer.',
    fix: 'Raise its capacity first; weights and capacity are never changed in one call.',
  },
  {
    id: 'MLC-ROL-008',
    title: 'A rollout of this endpoint is under way',
    means: 'Two hands on one endpoint take each other for a fault.',
    fix: 'See mlctl rollout status; then mlctl rollout resume, promote or abort.',
  },
  {
    id: 'MLC-ROL-010',
    title: 'No such endpoint',
    means: 'Endpoints belong to one account and region.',
    fix: 'Check name, profile and region; mlctl endpoint list shows all.',
  },
  {
    id: 'MLC-ROL-011',
    title: 'The endpoint is in a state that no waiting ends',
    means: 'It failed, is being deleted, or serves two configs at once after a failed rollback.',
    fix: 'Follow the message; mlctl rollout repair is for UpdateRollbackFailed.',
  },
  {
    id: 'MLC-ROL-012',
    title: 'The service took a change of weights back',
    means:
      'The endpoint is InService with other shares than were sent: its change failed, or somebody else changed it.',
    fix: 'The reason is in the message; look at the endpoint and run the same command again.',
  },
]
