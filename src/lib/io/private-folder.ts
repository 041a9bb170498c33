import { constants } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import { AccessError } from '../errors.ts'
import { makeFolder } from './make-folder.ts'

/** For opening files in it: a link that somebody put in place of the file is not followed. */
export const NO_LINK = constants.O_NOFOLLOW ?? 0

/** Others than the owner may write. */
const OPEN_TO_OTHERS = 0o022

/**
 * Makes a folder for its owner alone. One that is there must be the caller's, so that in a shared place
 * (/tmp, somebody else's project) nobody can lay out what mlctl then trusts. Root takes folders of
 * others that only their owner may write.
 * @throws AccessError MLC-JRN-002 for somebody else's folder; the file system's own errors.
 */
export const privateFolder = async (path: string): Promise<void> => {
  await makeFolder(path, 0o700)
  const uid = process.getuid?.()
  if (uid === undefined) return
  const folder = await stat(path)
  const isOpen = (folder.mode & OPEN_TO_OTHERS) !== 0
  // A link has an owner, too: whoever made it decides where it leads.
  const owners = [folder.uid, (await lstat(path)).uid]
  if (owners.every((owner) => owner === uid || (uid === 0 && !isOpen))) return
  throw new AccessError('MLC-JRN-002', `${path} belongs to another user.`, {
    why: 'What mlctl remembers there is trusted later: somebody else could have written it.',
    hint: 'Remove it, or use a folder of your own (another project folder; XDG_STATE_HOME moves the state).',
  })
}
