/** What a job file needs to know of the run it repeats. */
export type CiRun = {
  /** Name of the training: names the workflow and keeps two runs of it apart. */
  readonly name: string
  readonly region: string
  /** Command lines, ready for a POSIX shell. */
  readonly check: string
  readonly run: string
  /** 12 digits: for the trust policy in the comments. */
  readonly account: string
}

export type CiSystem = 'github' | 'gitlab'

/** Where each system looks for its job files. */
export const CI_FILES: Readonly<Record<CiSystem, string>> = {
  github: '.github/workflows/finetune.yml',
  gitlab: '.gitlab/finetune.gitlab-ci.yml',
}

/** Hosted runners of GitHub stop a job after 6 hours: the wait ends a little before. */
export const WAIT = '5h30m'
export const JOB_MINUTES = 345
/** How long the credentials must hold, in seconds: as long as the job. */
export const SESSION_SECONDS = JOB_MINUTES * 60

/** A YAML text in double quotes: JSON's quoting is YAML's. */
export const quoted = (text: string): string => JSON.stringify(text)

/** Letters, digits and dashes only: what every system takes in a job's name. */
export const slug = (name: string): string =>
  name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'finetune'
