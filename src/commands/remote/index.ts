import type { AnyCommand } from '../define.ts'
import { remoteAttach } from './attach.ts'
import { remote } from './remote.ts'

export const remoteCommands: readonly AnyCommand[] = [remote, remoteAttach]
