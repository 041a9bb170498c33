import type { AnyCommand } from '../define.ts'
import { endpointCreate } from './create.ts'
import { endpointDelete } from './delete.ts'
import { endpointList } from './list.ts'
import { endpointShow } from './show.ts'

export const endpointCommands: readonly AnyCommand[] = [
  endpointCreate,
  endpointList,
  endpointShow,
  endpointDelete,
]
