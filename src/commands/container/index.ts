import type { AnyCommand } from '../define.ts'
import { containerBuild } from './build.ts'
import { containerLint } from './lint.ts'

export const containerCommands: readonly AnyCommand[] = [containerLint, containerBuild]
