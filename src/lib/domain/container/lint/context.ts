import ignore from '@balena/dockerignore'

/** A file of the build context that reaches the builder. */
export type ContextFile = {
  /** Relative to the context, with `/`. */
  readonly path: string
  readonly sizeBytes: number
  readonly executable: boolean
  /** Its path in the context, where `path` is one in another stage. */
  readonly origin?: string
}

/** Whether .dockerignore leaves a path out, with the rules of Docker. */
export const ignoreRules = (text: string): ((path: string) => boolean) => {
  const rules = ignore.default().add(text)
  return (path) => path !== '' && rules.ignores(path)
}

/** `dir/../file` as builders see it: relative, without a leading slash; `.` is the context. */
export const contextPath = (source: string): string => {
  const parts: string[] = []
  for (const part of source.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** A pattern of COPY as Go's filepath.Match reads it: `*` and `?` stay within a folder. */
const patternOf = (glob: string): RegExp => {
  const source = glob.replace(/\[[^\]]*\]|[*?]|[.+^${}()|\\]/g, (sign) => {
    if (sign === '*') return '[^/]*'
    if (sign === '?') return '[^/]'
    return sign.startsWith('[') ? sign : `\\${sign}`
  })
  return new RegExp(`^${source}$`)
}

export const hasWildcard = (source: string): boolean => /[*?[]/.test(source)

/** A file that a source of COPY takes, and its path below that source ('' for the file itself). */
export type Taken = { readonly file: ContextFile; readonly below: string; readonly name: string }

/** The files that one source of COPY takes from the context. */
export const takenBy = (source: string, files: readonly ContextFile[]): readonly Taken[] => {
  const wanted = contextPath(source)
  if (hasWildcard(wanted)) {
    const pattern = patternOf(wanted)
    const depth = wanted.split('/').length
    return files.flatMap((file) => {
      const parts = file.path.split('/')
      if (!pattern.test(parts.slice(0, depth).join('/'))) return []
      return [{ file, below: parts.slice(depth).join('/'), name: parts[depth - 1] ?? '' }]
    })
  }
  const folder = wanted === '' ? '' : `${wanted}/`
  return files.flatMap((file) => {
    if (file.path === wanted) return [{ file, below: '', name: wanted.split('/').at(-1) ?? '' }]
    if (!file.path.startsWith(folder)) return []
    return [{ file, below: file.path.slice(folder.length), name: '' }]
  })
}
