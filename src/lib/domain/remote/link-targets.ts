/**
 * Where a link leads, from the folder that is packed or unpacked: a path inside it, or undefined when
 * it leaves the folder. Paths are written with slashes. A `..` after a name counts as leaving: the
 * name may be a link itself, and then the text does not say where `..` leads.
 */
export const linkedPath = (linkPath: string, target: string): string | undefined => {
  if (target.startsWith('/') || /^[A-Za-z]:|\\/.test(target)) return undefined
  const parts = linkPath.split('/').slice(0, -1)
  let descends = false
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') {
      parts.push(part)
      descends = true
    } else if (descends || parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

/** An entry of an archive, by what its header says. */
export type ArchiveEntry = {
  readonly name: string
  readonly type: string
  readonly linkname?: string | undefined
}

/** Kinds that unpacking makes; pax headers are read by the reader of archives. */
const KINDS: readonly string[] = ['file', 'contiguous-file', 'directory', 'symlink']

/**
 * Why an archive must not be unpacked: an entry that would land, or lead, outside of the folder. An
 * archive of a job is the work of whatever ran in it. Undefined when it is harmless.
 */
export const archiveProblem = (entries: readonly ArchiveEntry[]): string | undefined => {
  const links = new Set(
    entries.filter(({ type }) => type === 'symlink').map(({ name }) => plainName(name)),
  )
  for (const entry of entries) {
    const problem = entryProblem(entry, links)
    if (problem !== undefined) return `${JSON.stringify(entry.name)} ${problem}`
  }
  return undefined
}

/** A name without `./` before and `/` after; '' for the folder itself. */
export const plainName = (name: string): string =>
  name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')

const entryProblem = (
  { name, type, linkname }: ArchiveEntry,
  links: ReadonlySet<string>,
): string | undefined => {
  if (!KINDS.includes(type)) return `is a ${type}, which is not unpacked`
  if (name.startsWith('/')) return 'has an absolute path'
  if (name.includes('\\') || name.includes('\0') || /^[A-Za-z]:/.test(name)) {
    return 'has a name that other systems read as another place'
  }
  const parts = name.split('/')
  if (parts.includes('..')) return 'leads out of the folder'
  const plain = plainName(name).split('/')
  for (let depth = 1; depth < plain.length; depth++) {
    if (links.has(plain.slice(0, depth).join('/'))) return 'goes through a link of the same archive'
  }
  if (type !== 'symlink') {
    return links.has(plain.join('/')) ? 'is there twice, once as a link' : undefined
  }
  if (linkname === undefined || linkedPath(plain.join('/'), linkname) === undefined) {
    return `is a link to ${JSON.stringify(linkname ?? '')}, outside of the folder`
  }
  return undefined
}
