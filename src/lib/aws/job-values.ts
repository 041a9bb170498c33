import type {
  Jobs,
  NewJob,
  SageMakerJobFilter,
  SageMakerJobStatus,
  SageMakerJobSummary,
} from '../ports/jobs.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { newest } from './sagemaker-lists.ts'
import type { AwsSession, What } from './session.ts'
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

type Calling = Parameters<Parameters<AwsSession['sageMaker']>[1]>

/** What differs between the kinds of SageMaker jobs: their commands, and how their answers are read. */
export type JobWords<Found, Item, View> = {
  /** In the names of the operations: `TrainingJob`. */
  readonly noun: string
  /** In messages: `training job`. */
  readonly kind: string
  /** Answers the ARN. */
  readonly create: (...call: [...Calling, job: NewJob]) => Promise<string | undefined>
  readonly describe: (...call: [...Calling, name: string]) => Promise<Found>
  readonly list: (...call: [...Calling, filter: ReturnType<typeof filterOf>]) => Promise<Page<Item>>
  readonly stop: (...call: [...Calling, name: string]) => Promise<unknown>
  readonly facts: (item: Item) => JobFacts
  readonly view: (found: Found) => View
}

/** The port of one kind of jobs. */
export const sageMakerJobs = <Found, Item, View>(
  aws: AwsSession,
  words: JobWords<Found, Item, View>,
): Jobs<View> => {
  const { noun, kind } = words
  return {
    create: async (job) => {
      const made = await aws.sageMaker(jobCall(`Create${noun}`, kind, job.jobName), (...to) =>
        words.create(...to, job),
      )
      return { jobArn: made ?? '' }
    },
    find: (name) =>
      instead(
        aws
          .sageMaker(jobCall(`Describe${noun}`, kind, name), (...to) => words.describe(...to, name))
          .then(words.view),
        [NOT_FOUND],
        undefined,
      ),
    list: (filter = {}) =>
      listJobs(
        filter,
        (wanted) =>
          aws.sageMaker(jobCall(`List${noun}s`, kind), (...to) => words.list(...to, wanted)),
        words.facts,
      ),
    stop: async (name) => {
      await aws.sageMaker(jobCall(`Stop${noun}`, kind, name), (...to) => words.stop(...to, name))
    },
  }
}

type Page<T> = { readonly items: readonly T[]; readonly next: string | undefined }

/** All jobs that a filter lets through, newest first. */
const listJobs = async <T>(
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
