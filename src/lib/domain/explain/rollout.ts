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
  {
    id: 'MLC-ROL-014',
    title: 'The way back is closed',
    means:
      'Variants that served before the rollout are not on the endpoint any more: somebody put another config on it.',
    fix: 'Put the config from before back: mlctl rollout repair, with the name in the message.',
  },
  {
    id: 'MLC-ROL-020',
    title: 'Interrupted',
    means:
      'Ctrl-C ended this process, not the rollout: traffic stays at the share it has, and nobody judges it meanwhile.',
    fix: 'mlctl rollout resume carries it on, mlctl rollout abort brings the shares from before back.',
  },
  {
    id: 'MLC-ROL-021',
    title: 'The steps are not understood',
    means:
      'Steps are percent, bake time and least number of requests with colons between, each with more traffic than the one before.',
    fix: 'For example --steps 10:10m:500,50:20m,100.',
  },
  {
    id: 'MLC-ROL-022',
    title: 'A script must say more',
    means: 'On a terminal these would be asked for.',
    fix: 'Pass the flags that the message names.',
  },
  {
    id: 'MLC-ROL-023',
    title: 'An alarm is in ALARM before anything moved',
    means: 'It would roll back the first step at once, whatever the canary does.',
    fix: 'Cure what it tells of, or leave it out; --force starts in spite of it.',
  },
  {
    id: 'MLC-ROL-024',
    title: 'No such alarm',
    means: 'An alarm that does not exist can never stop a rollout.',
    fix: 'Check the names, the account and the region.',
  },
  {
    id: 'MLC-ROL-025',
    title: 'This endpoint cannot be judged by weights',
    means:
      'Asynchronous endpoints publish no invocation counts, inference components are not split by weights, and variants with different routing cannot be compared.',
    fix: 'The message names the other way.',
  },
  {
    id: 'MLC-ROL-026',
    title: 'No rollout is known',
    means: 'Neither a file beside the journal nor the tags of the endpoint tell of one.',
    fix: 'Check --endpoint, profile and region; start one with mlctl rollout start.',
  },
  {
    id: 'MLC-ROL-027',
    title: 'A rollout is no plan file',
    means: 'What its later steps do depends on what is measured on the way.',
    fix: 'Use --dry-run to see it.',
  },
  {
    id: 'MLC-ROL-028',
    title: 'Another process carries the rollout on',
    means: 'One process at a time moves the traffic of an endpoint.',
    fix: 'Order it by mlctl rollout pause, promote or abort: the other process follows.',
  },
  {
    id: 'MLC-ROL-029',
    title: 'The rollout is over',
    means: 'There is nothing left to steer.',
    fix: 'mlctl rollout undo brings back the shares from before a completed one.',
  },
  {
    id: 'MLC-ROL-030',
    title: 'Gate commands stayed at home',
    means: 'Tags of an endpoint can be written by others, so commands are never run from them.',
    fix: 'Pass them again with --gate, or resume on the machine that started the rollout.',
  },
  {
    id: 'MLC-ROL-031',
    title: '--until is not understood',
    means: 'It names what to wait for: an end, a hold, a step or a share.',
    fix: 'One of ended, completed, held, paused, step=<n>, weight=<percent>.',
  },
  {
    id: 'MLC-ROL-032',
    title: 'A rule of judging is not understood',
    means: 'A setting of the analysis, a kind of error or a metric of your own has another form.',
    fix: 'The message shows the form and the names.',
  },
  {
    id: 'MLC-ROL-033',
    title: 'This endpoint cannot get another variant',
    means:
      'Serverless endpoints have one variant, inference components are not split by weights, shadow tests need a single production variant, and ten variants are the most.',
    fix: 'The message says which; mlctl rollout replace changes the model under a variant.',
  },
  {
    id: 'MLC-ROL-034',
    title: 'The endpoint config is gone',
    means: 'A config that was deleted cannot be cloned, nor put on an endpoint.',
    fix: 'Take a config that exists, or make one from a file.',
  },
  {
    id: 'MLC-ROL-035',
    title: 'The endpoint is not as it should be',
    means: 'After adding a variant, variants are missing or the new one has traffic.',
    fix: 'Go back to the config before; the line is in the message.',
  },
  {
    id: 'MLC-ROL-036',
    title: 'Nothing is to be removed',
    means: 'Only variants without traffic are removed.',
    fix: 'Bring the share of the old variant to 0 first.',
  },
  {
    id: 'MLC-ROL-037',
    title: 'The standby is still to be kept',
    means: 'Until then the way back is instant.',
    fix: 'Run the command later, or without --keep.',
  },
  {
    id: 'MLC-ROL-038',
    title: 'Only a completed rollout is undone',
    means: 'A rollout under way is aborted; one that was rolled back has nothing to undo.',
    fix: 'See mlctl rollout status.',
  },
  {
    id: 'MLC-ROL-039',
    title: 'Nothing is to be repaired',
    means: 'Repair is for UpdateRollbackFailed, or with --config-name for any config.',
    fix: 'Pass --config-name to put another config on the endpoint.',
  },
  {
    id: 'MLC-ROL-040',
    title: 'SageMaker would refuse this guarded update',
    means:
      'Sizes, waits and time limits have ranges in the API, and without an alarm nothing rolls back.',
    fix: 'Correct the figure that the message names.',
  },
  {
    id: 'MLC-ROL-041',
    title: 'There is no guarded update for this endpoint',
    means: 'Serverless endpoints change all at once; rolling updates need a single variant.',
    fix: 'Use mlctl rollout add and start where there are instances.',
  },
]
