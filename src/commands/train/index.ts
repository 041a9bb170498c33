import type { AnyCommand } from '../define.ts'
import { processRun } from '../process/run.ts'
import { transformRun } from '../transform/run.ts'
import { trainList, trainLogs, trainStatus, trainStop, trainWatch } from './look.ts'
import { trainRun, trainTune } from './run.ts'

export const jobCommands: readonly AnyCommand[] = [
  trainRun,
  trainTune,
  trainList,
  trainStatus,
  trainWatch,
  trainLogs,
  trainStop,
  processRun,
  transformRun,
]
