import type { Service } from '../service.ts'
import { lookupEvents } from './lookup.ts'
import {
  addTags,
  createTrail,
  deleteTrail,
  describeTrails,
  getEventSelectors,
  getTrailStatus,
  listTags,
  putEventSelectors,
  setLogging,
  updateTrail,
} from './trails.ts'

/** AWS CloudTrail: trails as records, and the event history of the calls this sandbox answered. */
export const createCloudTrail = (directory: string): Service => ({
  name: 'cloudtrail',
  operations: {
    CreateTrail: createTrail,
    UpdateTrail: updateTrail,
    DeleteTrail: deleteTrail,
    DescribeTrails: describeTrails,
    GetTrailStatus: getTrailStatus,
    StartLogging: setLogging(true),
    StopLogging: setLogging(false),
    GetEventSelectors: getEventSelectors,
    PutEventSelectors: putEventSelectors,
    LookupEvents: lookupEvents(directory),
    AddTags: addTags,
    ListTags: listTags,
  },
})
