/** How long whole jobs took, from creation to Completed, in published accounts. */
const RUNS: readonly {
  readonly model: string
  readonly records: number
  readonly minutes: number
  readonly source: string
}[] = [
  {
    model: 'nova-micro',
    records: 5_000,
    minutes: 60,
    source: 'aws-samples/amazon-bedrock-samples, custom-models/on_demand_inference',
  },
  {
    model: 'llama3-1-8b',
    records: 120,
    minutes: 210,
    source: 'cloud-custodian/cloud-custodian, bedrock_provisionable_custom_model, July 2026',
  },
  {
    model: 'llama3-3-70b',
    records: 189,
    minutes: 81,
    source: 'published incident log, August 2026',
  },
]

export type TimeEstimate = {
  readonly lowMinutes: number
  readonly highMinutes: number
  readonly source: string
}

/**
 * From the published runs of the model, else of all models. No formula: the queue before the training
 * decides, and its length depends on the service alone.
 */
export const trainingTime = (modelKey: string): TimeEstimate => {
  const own = RUNS.filter((run) => run.model === modelKey)
  const runs = own.length > 0 ? own : RUNS
  const minutes = runs.map((run) => run.minutes)
  return {
    lowMinutes: Math.min(...minutes),
    // The same job has been seen to wait for capacity for hours.
    highMinutes: Math.max(...RUNS.map((run) => run.minutes)),
    source: runs.map((run) => run.source).join('; '),
  }
}
