import { githubJob } from './github.ts'
import { gitlabJob } from './gitlab.ts'
import type { CiRun, CiSystem } from './job.ts'

const TEXTS: Readonly<Record<CiSystem, (run: CiRun) => string>> = {
  github: githubJob,
  gitlab: gitlabJob,
}

/** The text of a job file. */
export const ciJob = (system: CiSystem, run: CiRun): string => TEXTS[system](run)
