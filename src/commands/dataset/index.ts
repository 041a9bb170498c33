import type { AnyCommand } from '../define.ts'
import { datasetFormats } from './formats.ts'
import { datasetPrepare } from './prepare.ts'
import { datasetSplit } from './split.ts'
import { datasetUpload } from './upload.ts'
import { datasetValidate } from './validate.ts'

export const datasetCommands: readonly AnyCommand[] = [
  datasetPrepare,
  datasetValidate,
  datasetSplit,
  datasetFormats,
  datasetUpload,
]
