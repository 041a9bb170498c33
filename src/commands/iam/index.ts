import type { AnyCommand } from '../define.ts'
import { iamCheck } from './check.ts'
import { iamFix } from './fix.ts'
import { iamPolicy } from './policy.ts'
import { iamSetup } from './setup.ts'
import { iamVpc } from './vpc.ts'

export const iamCommands: readonly AnyCommand[] = [iamSetup, iamCheck, iamPolicy, iamFix, iamVpc]
