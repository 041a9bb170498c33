import type { AnyCommand } from '../define.ts'
import { deploymentCreate } from './create.ts'
import { deploymentDelete } from './delete.ts'
import { deploymentList } from './list.ts'
import { deploymentStatus } from './status.ts'
import { deploymentUpdate } from './update.ts'

export const deploymentCommands: readonly AnyCommand[] = [
  deploymentCreate,
  deploymentList,
  deploymentStatus,
  deploymentUpdate,
  deploymentDelete,
]
