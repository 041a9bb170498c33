import { countOf } from '../../core/count.ts'
import { type Check, failed, given, guide, OK, ok, type Verdict, warning } from './check.ts'
import type { World } from './world.ts'

const QUOTAS = 'https://docs.aws.amazon.com/general/latest/gr/bedrock.html'
/** Not adjustable. Source: QUOTAS. */
const SCHEDULED_JOBS = 10

/** Quotas, those of the intended use among them: better known before the training is paid. */
export const QUOTA_CHECKS: readonly Check[] = [
  {
    id: 'MLC-PF-024',
    title: 'there is room for another custom model',
    about: 'quota',
    source: `${QUOTAS}, L-CB5B847D`,
    run: ({ customModels }) =>
      given(customModels, ({ count, limit }) =>
        count < limit
          ? ok(`${count} of ${limit}`)
          : failed(
              `${countOf(count, 'custom model')}; the quota is ${limit}`,
              'Delete one (mlctl model delete), or have L-CB5B847D raised.',
            ),
      ),
  },
  {
    id: 'MLC-PF-025',
    title: 'another customization job may be scheduled',
    about: 'quota',
    source: QUOTAS,
    run: ({ jobsInProgress }) =>
      given(jobsInProgress, (count) =>
        count < SCHEDULED_JOBS
          ? OK
          : failed(
              `${countOf(count, 'job is', 'jobs are')} in progress; at most ${SCHEDULED_JOBS} at a time`,
              'Wait for one: mlctl finetune list --status InProgress',
            ),
      ),
  },
  {
    id: 'MLC-PF-026',
    title: 'the model can be used the intended way afterwards',
    about: 'quota',
    source: guide('prov-thru-purchase'),
    run: (world) => useVerdict(world),
  },
]

const useVerdict = (world: World): Verdict => {
  const { model, spec } = world
  const { onDemand, provisioned } = model.deployment
  if (spec.use === 'on-demand' && !onDemand) {
    return failed(`custom models of ${model.name} cannot be deployed on demand`)
  }
  if (spec.use === 'provisioned' && !provisioned) {
    return failed(`custom models of ${model.name} cannot have Provisioned Throughput`)
  }
  // With on-demand deployment there is a way that needs no model units.
  if (spec.use !== 'provisioned' && onDemand) return ok('on demand, without idle cost')
  return given(world.modelUnits, ({ all, own }) => {
    const closed = [
      all < 1 ? 'L-BE77399C' : '',
      own !== undefined && own < 1 ? (model.modelUnitsQuotaCode ?? 'of the model') : '',
    ].filter((code) => code !== '')
    if (closed.length === 0) return OK
    const why = `the quota of model units is 0 (${closed.join(', ')}): the trained model could not be used`
    const hint = 'Have it raised by a Support case first: mlctl throughput quote'
    return spec.use === 'provisioned' ? failed(why, hint) : warning(why, hint)
  })
}
