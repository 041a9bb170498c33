import type { Call, Documents } from '../service.ts'
import type { JobEffect } from './state.ts'

/**
 * A misfortune planted for resources yet to be created. Jobs: `internal-error` fails within two
 * minutes with nothing written, `stuck-in-queue` never starts training, `fail-training` fails at
 * its end. Deployments and provisioned models: `fail` ends in Failed instead of ready.
 */
export type BedrockFault = {
  readonly on: 'job' | 'deployment' | 'provisioned'
  /** Part of the resource's name; empty for any. */
  readonly nameContains: string
  readonly effect: JobEffect | 'fail'
  /** How many more times it strikes. */
  times: number
}

/** Name of the document that holds the planted faults: `{ faults: BedrockFault[] }`. */
const BEDROCK_FAULTS_DOCUMENT = 'bedrock-faults'

type Planted = { faults: BedrockFault[] }

/** Plants a misfortune, after those that are planted already. */
export const plantFault = (documents: Documents, fault: BedrockFault): void => {
  documents.update<Planted, void>(BEDROCK_FAULTS_DOCUMENT, { faults: [] }, ({ faults }) => {
    faults.push(fault)
  })
}

const strikes = (fault: BedrockFault, on: BedrockFault['on'], name: string): boolean =>
  fault.on === on && fault.times > 0 && name.includes(fault.nameContains)

/** The planted effect for a new resource, counted down; undefined when none is planted for it. */
export const takeFault = (
  call: Call,
  on: BedrockFault['on'],
  name: string,
): BedrockFault['effect'] | undefined => {
  const planted = call.documents.read<Planted>(BEDROCK_FAULTS_DOCUMENT, { faults: [] })
  if (!planted.faults.some((fault) => strikes(fault, on, name))) return undefined
  return call.documents.update<Planted, BedrockFault['effect'] | undefined>(
    BEDROCK_FAULTS_DOCUMENT,
    { faults: [] },
    ({ faults }) => {
      const fault = faults.find((candidate) => strikes(candidate, on, name))
      if (fault !== undefined) fault.times--
      return fault?.effect
    },
  )
}

/** The planted effect as a job knows it. */
export const takeJobFault = (call: Call, name: string): JobEffect | undefined => {
  const effect = takeFault(call, 'job', name)
  return effect === 'fail' ? 'fail-training' : effect
}
