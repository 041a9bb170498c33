import type { AnyCommand } from '../define.ts'
import { containerLint } from './lint.ts'

export const containerCommands: readonly AnyCommand[] = [containerLint]
