import { momentAt } from '../sagemaker/endpoints/moment.ts'
import type { Call, Input, Output } from '../service.ts'
import { asked, nameMembers, page, settle } from './names.ts'
import { type Activity, componentOf, readScaling, variantOf } from './state.ts'

/** Activities are told for six weeks: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingActivities.html */
const KEPT_MS = 42 * 24 * 3_600_000

/** What scaling has done, newest first; what it could not do only when that is asked for. */
export const describeScalingActivities = (call: Call, input: Input): Output => {
  settle(call, undefined)
  const now = call.clock.now()
  const all = [...readScaling(call).activities].reverse()
  const found = asked(input, all)
    .filter(({ at }) => at >= now - KEPT_MS)
    .filter(({ outcome }) => outcome !== 'not-scaled' || input.IncludeNotScaledActivities === true)
  const { items, next } = page(input, found)
  return {
    ScalingActivities: items.map((activity) => formOf(call, activity)),
    ...(next === undefined ? {} : { NextToken: next }),
  }
}

type Standing = {
  readonly StatusCode: string
  readonly EndTime?: Date
  readonly StatusMessage?: string
}

const formOf = (call: Call, activity: Activity): Output => ({
  ...nameMembers(activity),
  ActivityId: activity.id,
  Description: activity.description,
  Cause: activity.cause,
  StartTime: new Date(activity.at),
  ...standing(call, activity),
  ...(activity.notScaled === undefined ? {} : { NotScaledReasons: [activity.notScaled] }),
})

const standing = (call: Call, activity: Activity): Standing => {
  const { at, outcome, message } = activity
  const EndTime = new Date(at)
  if (outcome === 'failed') {
    return {
      StatusCode: 'Failed',
      EndTime,
      ...(message === undefined ? {} : { StatusMessage: message }),
    }
  }
  if (outcome === 'not-scaled') return { StatusCode: 'Unfulfilled', EndTime }
  if (outcome === 'bounds') return { StatusCode: 'Successful', EndTime }
  return carriedOut(call, activity)
}

/** How far the endpoint has come with a change of its capacity. */
const carriedOut = (call: Call, activity: Activity): Standing => {
  const { description } = activity
  const end = endOf(call, activity)
  if (end === undefined) {
    return {
      StatusCode: 'InProgress',
      StatusMessage: `${description.replace(/\.$/, '')} in progress.`,
    }
  }
  const EndTime = new Date(end.at)
  if (end.status === 'InService') {
    return {
      StatusCode: 'Successful',
      EndTime,
      StatusMessage: `Successfully ${description.replace(/^Setting/, 'set')} Change successfully fulfilled by sagemaker.`,
    }
  }
  return { StatusCode: 'Failed', EndTime, StatusMessage: end.failureReason ?? end.status }
}

type End = { readonly at: number; readonly status: string; readonly failureReason?: string }

/** The moment in which a change was over; undefined while it is under way. */
const endOf = (call: Call, { resourceId, at }: Activity): End | undefined => {
  const { hosting } = call.neighbours
  const now = call.clock.now()
  const isPast = (moment: End) =>
    moment.at >= at && moment.at <= now && moment.status !== 'Updating'
  const component = componentOf(resourceId)
  if (component !== undefined) {
    return hosting.component(call.region, component)?.moments.find(isPast)
  }
  const name = variantOf(resourceId)?.endpointName ?? ''
  const record = hosting.endpoint(call.region, name)?.record
  const change = record && momentAt(record, at)?.change
  return record?.moments.find((moment) => isPast(moment) && moment.change === change)
}
