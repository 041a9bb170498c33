import type { AnyCommand } from '../define.ts'
import { endpointAutoscale } from './autoscale.ts'
import { endpointCreate } from './create.ts'
import { endpointDelete } from './delete.ts'
import { endpointInvoke } from './invoke.ts'
import { endpointList } from './list.ts'
import { endpointRecommend } from './recommend.ts'
import { endpointShow } from './show.ts'
import { endpointUpdate } from './update.ts'

export const endpointCommands: readonly AnyCommand[] = [
  endpointCreate,
  endpointList,
  endpointShow,
  endpointUpdate,
  endpointAutoscale,
  endpointRecommend,
  endpointInvoke,
  endpointDelete,
]
