import type {
  NewJob,
  SageMakerJobFilter,
  SageMakerJobStatus,
  SageMakerJobSummary,
} from '../ports/jobs.ts'
import { newest } from './sagemaker-lists.ts'
import type { What } from './session.ts'
import { allPages, iso, isoOrAbsent, pascalTags, present } from './values.ts'

type Time = Parameters<typeof iso>[0]

/** What Describe and List tell of any job, under their own names. */
export type JobFacts = {
  readonly name: string | undefined
  readonly arn: string | undefined
  readonly status: string | undefined
  readonly created: Time
  readonly ended?: Time
}

/** The part of a view that all jobs have; a status that is not there yet is that of a job in progress. */
export const jobSummary = (job: JobFacts): SageMakerJobSummary => ({
  jobName: job.name ?? '',
  jobArn: job.arn ?? '',
  status: (job.status ?? 'InProgress') as SageMakerJobStatus,
  createdAt: iso(job.created),
  ...present({ endedAt: isoOrAbsent(job.ended) }),
})

/** A create request: the body in AWS's spelling, with the tags. */
export const jobRequest = ({ body, tags }: NewJob) => ({
  ...body,
  ...(Object.keys(tags).length === 0 ? {} : { Tags: pascalTags(tags) }),
})

/** What is called about which job, for messages. */
export const jobCall = (operation: string, kind: string, name?: string): What => ({
  operation,
  subject: name === undefined ? `list of ${kind}s` : `${kind} ${name}`,
})

type Page<T> = { readonly items: readonly T[]; readonly next: string | undefined }

/** All jobs that a filter lets through, newest first. */
export const listJobs = async <T>(
  { limit, nameContains: NameContains, statusEquals: StatusEquals }: SageMakerJobFilter,
  page: (filter: ReturnType<typeof filterOf>) => Promise<Page<T>>,
  facts: (item: T) => JobFacts,
): Promise<readonly SageMakerJobSummary[]> => {
  const found = await allPages(
    (token) => page(filterOf({ NameContains, StatusEquals }, token)),
    limit,
  )
  return found.map((item) => jobSummary(facts(item)))
}

const filterOf = (
  filter: {
    readonly NameContains: string | undefined
    readonly StatusEquals: SageMakerJobStatus | undefined
  },
  token: string | undefined,
) => newest(filter, token)
