import type { AnyCommand } from '../define.ts'
import { modelDelete } from './delete.ts'
import { modelList } from './list.ts'
import { modelShow } from './show.ts'

export const modelCommands: readonly AnyCommand[] = [modelList, modelShow, modelDelete]
