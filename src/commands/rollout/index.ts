import type { AnyCommand } from '../define.ts'
import { rolloutRepair, rolloutUndo } from './back.ts'
import { rolloutAbort, rolloutPromote } from './decide.ts'
import { rolloutHistory } from './history.ts'
import { rolloutReplace } from './replace.ts'
import { rolloutReport } from './report.ts'
import { rollout } from './rollout.ts'
import { rolloutStart } from './start.ts'
import { rolloutStatus } from './status.ts'
import { rolloutPause, rolloutResume } from './steer.ts'
import { rolloutAdd, rolloutFinalize } from './variants.ts'
import { rolloutWatch } from './watch.ts'

export const rolloutCommands: readonly AnyCommand[] = [
  rollout,
  rolloutAdd,
  rolloutStart,
  rolloutStatus,
  rolloutPause,
  rolloutResume,
  rolloutPromote,
  rolloutAbort,
  rolloutUndo,
  rolloutFinalize,
  rolloutReplace,
  rolloutRepair,
  rolloutWatch,
  rolloutReport,
  rolloutHistory,
]
