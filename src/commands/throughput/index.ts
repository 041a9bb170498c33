import type { AnyCommand } from '../define.ts'
import { throughputBuy } from './buy.ts'
import { throughputList } from './list.ts'
import { throughputQuote } from './quote.ts'
import { throughputRelease } from './release.ts'
import { throughputStatus } from './status.ts'
import { throughputUpdate } from './update.ts'

export const throughputCommands: readonly AnyCommand[] = [
  throughputQuote,
  throughputBuy,
  throughputList,
  throughputStatus,
  throughputUpdate,
  throughputRelease,
]
