import type { AnyCommand } from '../define.ts'
import { containerBases } from './bases.ts'
import { containerBuild } from './build.ts'
import { containerInit } from './init.ts'
import { containerLint } from './lint.ts'
import { containerLogin } from './login.ts'
import { containerPush } from './push.ts'
import { containerRepair } from './repair.ts'
import { containerScan } from './scan.ts'
import { containerTest } from './test.ts'
import { containerVerify } from './verify.ts'

export const containerCommands: readonly AnyCommand[] = [
  containerInit,
  containerLint,
  containerBuild,
  containerTest,
  containerPush,
  containerScan,
  containerVerify,
  containerRepair,
  containerBases,
  containerLogin,
]
