import { isAbsolute, resolve } from 'node:path'
import { AccessError, type MlctlError, StateError, UnexpectedError, UsageError } from '../errors.ts'

/** A file-system error in our words; the path is always named. */
export const fileError = (cause: unknown, path: string): MlctlError => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new StateError('MLC-FILE-001', `There is no file ${path}.`, {
        cause,
        ...(isAbsolute(path) ? {} : { hint: `Looked at ${resolve(path)}.` }),
      })
    case 'ELOOP':
      return new StateError('MLC-FILE-001', `There is no file ${path}.`, {
        cause,
        why: 'Its symbolic links lead in a circle.',
      })
    case 'ENAMETOOLONG':
      return new UsageError('MLC-FILE-001', 'No file can have a name as long as this.', { cause })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AccessError('MLC-FILE-002', `No permission for ${path}.`, {
        cause,
        why:
          code === 'EROFS' ? 'The file system is read-only.' : 'The file or its folder forbids it.',
        hint: path.includes('mlctl')
          ? 'Change its permissions, or use another folder (XDG_STATE_HOME moves the state).'
          : 'Change its permissions, or take another file or folder.',
      })
    case 'EISDIR':
      return new UsageError('MLC-FILE-003', `${path} is a folder; a file is needed.`, {
        cause,
        hint: 'Name a file in it.',
      })
    case 'EEXIST':
      return new UsageError('MLC-FILE-003', `${path}: a file stands where a folder is needed.`, {
        cause,
        hint: 'Name another folder, or move the file away.',
      })
    case 'ENOSPC':
    case 'EDQUOT':
      return new StateError('MLC-FILE-004', `The disk is full: ${path} could not be written.`, {
        cause,
        hint: 'Nothing was lost. Make room and run the same command again.',
      })
    default:
      return new UnexpectedError('MLC-FILE-005', `${path}: ${message(cause)}`, { cause })
  }
}

const message = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))
