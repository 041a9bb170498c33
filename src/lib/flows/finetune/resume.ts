import { openJobs } from '../../domain/finetune/resume.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { JobDocument } from './job.ts'
import { type FinetuneResult, type RunOptions, runFinetune } from './run.ts'
import { type UnfinishedRun, unfinishedRun } from './unfinished.ts'
import { watchJob } from './watch.ts'

export type ResumeResult =
  | { readonly resumed: 'run'; readonly command: string; readonly run: FinetuneResult }
  | { readonly resumed: 'watch'; readonly job: JobDocument; readonly alsoOpen: readonly string[] }

/**
 * Takes up what was left: a run that was interrupted before its job was started, else the newest job
 * that was started here and not seen to end.
 * @throws StateError MLC-FT-014 when there is neither, or it was begun in another place; what
 * `runFinetune` and `watchJob` throw.
 */
export const resume = async (ports: Ports, options: RunOptions): Promise<ResumeResult> => {
  const [{ name: target, region }, { account }] = [
    await ports.target(),
    await ports.identity.whoAmI(),
  ]
  const begun = await unfinishedRun(ports)
  if (begun !== undefined) {
    refuseOtherPlace(begun, { target, account, region })
    ports.io.note(`Taking up: ${begun.command}`)
    const run = await runFinetune(ports, begun.request, options)
    return { resumed: 'run', command: begun.command, run }
  }
  const { records } = await ports.journal.read()
  const [newest, ...others] = openJobs(records, { account, region })
  if (newest === undefined) {
    throw new StateError('MLC-FT-014', 'Nothing was left unfinished here.', {
      why: `The journal ${ports.journal.path} has no open run in account ${account}, ${region}.`,
      hint: 'All jobs: mlctl finetune list',
    })
  }
  return { resumed: 'watch', job: await watchJob(ports, newest, options.watch), alsoOpen: others }
}

const refuseOtherPlace = (
  begun: UnfinishedRun,
  here: { readonly target: string; readonly account: string; readonly region: string },
): void => {
  const same =
    begun.target === here.target && begun.account === here.account && begun.region === here.region
  if (same) return
  throw new StateError('MLC-FT-014', 'The unfinished run belongs to another place.', {
    why: `It was begun in ${begun.target}, account ${begun.account}, ${begun.region}.`,
    hint: `Resume it there (--profile, --region, --sandbox), or begin anew: ${begun.command}`,
  })
}
