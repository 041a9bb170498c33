import type { AnyCommand } from '../define.ts'
import { rollout } from './rollout.ts'

export const rolloutCommands: readonly AnyCommand[] = [rollout]
