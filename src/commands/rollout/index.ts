import type { AnyCommand } from '../define.ts'
import { rolloutAbort, rolloutPromote } from './decide.ts'
import { rollout } from './rollout.ts'
import { rolloutStart } from './start.ts'
import { rolloutHistory, rolloutStatus } from './status.ts'
import { rolloutPause, rolloutResume } from './steer.ts'

export const rolloutCommands: readonly AnyCommand[] = [
  rollout,
  rolloutStart,
  rolloutStatus,
  rolloutPause,
  rolloutResume,
  rolloutPromote,
  rolloutAbort,
  rolloutHistory,
]
