import type { SandboxClock } from '../../service.ts'
import type { Members } from '../state.ts'
import { type Deployment, stepsOf } from './deployment.ts'
import type { Moment, Route, VariantPhase, VariantStand } from './moment.ts'
import { rollback, type Setback } from './rollback.ts'
import { calm, createRow, inPhase, type Row } from './row.ts'
import type { Target } from './target.ts'
import { SECONDS } from './timing.ts'

/** An update to be planned, and what is to go wrong with it. */
export type Update = {
  readonly before: Moment
  readonly target: Target
  readonly deployment: Deployment
  /** The DeploymentConfig as Describe gives it back. */
  readonly config?: Members
  /** Seconds on AWS until the new fleets are there, when not the usual. */
  readonly seconds?: number
  /** `unready` fleets never take traffic; after `late` the update goes back. */
  readonly setback?: Setback & { readonly when: 'unready' | 'late' }
}

type Step = {
  readonly routes: readonly Route[]
  readonly phase: (stand: VariantStand) => Omit<VariantPhase, 'since'>
  readonly seconds: number
  readonly isWatched: boolean
}

const mixed = (
  { before, target }: Update,
  shares: Readonly<Record<string, number>>,
): readonly Route[] => {
  if (Object.values(shares).every((share) => share === 1)) return target.routes
  const shareOf = ({ variant }: Route): number => shares[variant] ?? 1
  const part = (route: Route, share: number): Route => ({
    ...route,
    weight: route.weight * share,
    instances: Math.max(1, Math.round(route.instances * share)),
  })
  return [
    // The old fleet keeps its instances until the end of a blue/green update.
    ...before.routes.map((route) => ({ ...route, weight: route.weight * (1 - shareOf(route)) })),
    ...target.routes.map((route) => part(route, shareOf(route))),
  ]
}

const instances = (count: number): string => `${count} instance(s)`

const launching =
  (share = 1) =>
  ({ count = 0 }: VariantStand): Omit<VariantPhase, 'since'> => ({
    Status: 'Creating',
    StatusMessage: `Launching ${instances(Math.ceil(count * share))}.`,
  })

const capacityWords = (share: number, count: number): string =>
  `${share < 1 ? 'canary' : 'full'} capacity of ${instances(Math.round(count * share))}`

const activating =
  (shares: Readonly<Record<string, number>>) =>
  ({ name, count = 0 }: VariantStand): Omit<VariantPhase, 'since'> => ({
    Status: 'ActivatingTraffic',
    StatusMessage: `Activating traffic on ${capacityWords(shares[name] ?? 1, count)}.`,
  })

const baking =
  (shares: Readonly<Record<string, number>>, wait: { seconds: number; member: string }) =>
  ({ name, count = 0 }: VariantStand): Omit<VariantPhase, 'since'> => ({
    Status: 'Baking',
    StatusMessage: `Baking for ${wait.seconds} seconds (${wait.member}) with traffic enabled on ${capacityWords(shares[name] ?? 1, count)}.`,
  })

const provisionSeconds = ({ target, seconds }: Update): number =>
  seconds ??
  (target.variants.some(({ serverless }) => serverless !== undefined)
    ? SECONDS.provisionServerless
    : SECONDS.provision)

/** Waits after the step with this index: between steps, and before the old fleets go. */
const waitsAfter = (deployment: Deployment, isLast: boolean) => {
  const { kind, wait, lastWait } = deployment
  const between = { seconds: wait, member: 'WaitIntervalInSeconds' }
  if (!isLast) return [between]
  const termination = { seconds: lastWait, member: 'TerminationWaitInSeconds' }
  const waits = kind === 'LINEAR' ? [between, termination] : [termination]
  return waits.filter(({ seconds }) => seconds > 0)
}

const stepsFor = (update: Update): readonly Step[] => {
  const { deployment, target, before } = update
  const all = stepsOf(deployment, target.variants)
  const provision = provisionSeconds(update)
  const isRolling = deployment.kind === 'ROLLING'
  const first: Step = {
    routes: before.routes,
    phase: launching(isRolling ? Object.values(all[0] ?? {})[0] : 1),
    seconds: provision,
    isWatched: false,
  }
  const rest = all.flatMap((shares, index): Step[] => {
    const routes = mixed(update, shares)
    const batch = Object.values(shares)[0] ?? 1
    const previous = mixed(update, all[index - 1] ?? {})
    const launch = { routes: previous, phase: launching(batch), seconds: provision }
    const bakes = waitsAfter(deployment, index === all.length - 1).map((wait) => ({
      routes,
      phase: baking(shares, wait),
      seconds: wait.seconds,
      isWatched: true,
    }))
    return [
      ...(isRolling && index > 0 ? [{ ...launch, isWatched: true }] : []),
      { routes, phase: activating(shares), seconds: SECONDS.activate, isWatched: true },
      ...bakes,
    ]
  })
  return [first, ...rest]
}

/** The members of all moments of this update. */
const common = ({ before, config }: Update) => ({
  ...calm(before),
  change: before.change + 1,
  ...(config === undefined ? {} : { deployment: config }),
})

const addStep = (update: Update, row: Row, step: Step): void => {
  const { target, deployment } = update
  const startedAt = row.moments[0]?.at ?? row.end()
  const { configName, shadows } = target
  const pending = { configName, startedAt, shadows }
  const watch = step.isWatched && deployment.alarms.length > 0 ? deployment.alarms : undefined
  row.add(
    {
      ...common(update),
      status: 'Updating',
      routes: step.routes,
      pending: { ...pending, variants: inPhase(target.variants, row.end(), step.phase) },
      ...(watch === undefined ? {} : { watch }),
    },
    step.seconds,
  )
}

const goBack = (clock: SandboxClock, { before, setback }: Update, row: Row): readonly Moment[] => {
  const running = row.moments.at(-1)
  if (running === undefined || setback === undefined) return row.moments
  return [...row.moments, ...rollback(clock, { before, running, at: row.end() }, setback)]
}

/** The moments of an update from `at` on, as they come if no alarm gets in the way. */
export const updatePlan = (clock: SandboxClock, at: number, update: Update): readonly Moment[] => {
  const row = createRow(clock, at)
  const { before, target, deployment, setback } = update
  const [launch, ...steps] = stepsFor(update)
  if (launch !== undefined) addStep(update, row, launch)
  if (setback?.when === 'unready') {
    if (setback.fails) return goBack(clock, update, row)
    row.add({ ...common(update), status: 'InService', failureReason: setback.reason })
    return row.moments
  }
  for (const step of steps) {
    addStep(update, row, step)
    if (setback !== undefined) return goBack(clock, update, row)
    const elapsed = (row.end() - at) / 1000
    if (deployment.timeout !== undefined && elapsed > deployment.timeout) {
      const reason = `The deployment exceeded MaximumExecutionTimeoutInSeconds (${deployment.timeout}).`
      return goBack(clock, { ...update, setback: { when: 'late', reason } }, row)
    }
  }
  const leaving = inPhase(before.variants, row.end(), ({ count = 0 }) => ({
    Status: 'Deleting',
    StatusMessage: `Terminating ${instances(count)}.`,
  }))
  const ending = { ...common(update), routes: target.routes, mirrors: target.mirrors }
  row.add({ ...ending, status: 'Updating', variants: leaving }, SECONDS.terminate)
  row.add({ ...ending, ...target, status: 'InService' })
  return row.moments
}
