import { dataGroup } from './data.ts'
import type { Group } from './machine.ts'
import { modelGroup } from './model.ts'
import { nameGroup } from './name.ts'
import { securityGroup } from './security.ts'
import { splitGroup } from './split.ts'
import { bucketGroup, roleGroup } from './storage.ts'
import { tuningGroup } from './tuning.ts'

/** All groups of questions, in the order in which they are asked. */
export const GROUPS: readonly Group[] = [
  modelGroup,
  dataGroup,
  splitGroup,
  bucketGroup,
  roleGroup,
  securityGroup,
  tuningGroup,
  nameGroup,
]
