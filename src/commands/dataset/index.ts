import type { AnyCommand } from '../define.ts'
import { datasetConvert } from './convert.ts'
import { datasetFormats } from './formats.ts'
import { datasetPrepare } from './prepare.ts'
import { datasetRedact } from './redact.ts'
import { datasetSample } from './sample.ts'
import { datasetSplit } from './split.ts'
import { datasetStats } from './stats.ts'
import { datasetUpload } from './upload.ts'
import { datasetValidate } from './validate.ts'

export const datasetCommands: readonly AnyCommand[] = [
  datasetPrepare,
  datasetValidate,
  datasetSplit,
  datasetConvert,
  datasetSample,
  datasetStats,
  datasetRedact,
  datasetFormats,
  datasetUpload,
]
