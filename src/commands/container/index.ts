import type { AnyCommand } from '../define.ts'
import { containerBuild } from './build.ts'
import { containerInit } from './init.ts'
import { containerLint } from './lint.ts'
import { containerTest } from './test.ts'

export const containerCommands: readonly AnyCommand[] = [
  containerInit,
  containerLint,
  containerBuild,
  containerTest,
]
