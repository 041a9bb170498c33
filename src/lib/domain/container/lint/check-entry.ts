import { nearest } from '../../core/nearest.ts'
import { isPlainBase } from './bases.ts'
import { type Check, type CheckTable, type Hit, NONE } from './hit.ts'
import { isExecutableMode } from './image.ts'
import { installs } from './packages.ts'
import { interpreterOf, type LintView, type Program, scriptOf, searchPath, WORDS } from './view.ts'

const execForm: Check = ({ image: { entrypoint } }) => {
  if (entrypoint === undefined || entrypoint.exec !== undefined) return NONE
  const { raw, line } = entrypoint
  const how = raw.trimStart().startsWith('[') ? 'is no JSON (double quotes)' : 'is in shell form'
  return [{ line, message: `ENTRYPOINT ${raw} ${how}` }]
}

const noTini: Check = ({ image: { entrypoint } }) => {
  const [first = ''] = entrypoint?.exec ?? []
  if (entrypoint === undefined || !/(?:^|\/)tini(?:-static)?$/.test(first)) return NONE
  return [{ line: entrypoint.line, message: `${first} is the entry point` }]
}

/** The words that must be programs, where nothing but the word is run. */
const neededWords = (view: LintView): readonly (readonly string[])[] => {
  if (view.kind === 'processing') return []
  if (view.kind === 'training') return [['train']]
  if (view.kind === 'serving') return [['serve']]
  return view.kind === 'combined' ? [['train'], ['serve']] : [WORDS]
}

const wordsFound: Check = (view) => {
  const { image } = view
  if (image.entrypoint !== undefined || !isPlainBase(image.base)) return NONE
  return neededWords(view)
    .filter((words) => !words.some((word) => isOnPath(view, word)))
    .map((words) => ({
      line: image.stage.line,
      message: `There is no ENTRYPOINT, and no program ${words.join(' or ')} on PATH`,
    }))
}

const isOnPath = (view: LintView, word: string): boolean => {
  const folders = searchPath(view)
  // What comes from elsewhere is not known: an installed package may bring the program.
  return (
    folders.some((folder) => view.image.files.has(`${folder}/${word}`)) ||
    folders.some((folder) =>
      view.image.unknownFolders.some((one) => folder === one || folder.startsWith(`${one}/`)),
    ) ||
    (word === 'train' && installs(view, 'sagemaker-training')) ||
    view.runs.some(
      ({ raw, heredoc = '' }) =>
        new RegExp(`/${word}\\b`).test(raw + heredoc) ||
        /\bpip3? install\b[^&|;]*\s(?:\.|\/\S+)(?:\s|\[|$)/.test(raw),
    )
  )
}

/** Something changes modes or line ends of a file after it is copied. */
const isMended = ({ runs }: LintView, path: string, command: RegExp): boolean => {
  const name = path.split('/').at(-1) ?? path
  const folder = path.slice(0, path.lastIndexOf('/'))
  return runs.some(({ raw, heredoc = '' }) => {
    const text = raw + heredoc
    return (
      command.test(text) && (text.includes(name) || text.includes(folder) || text.includes('*'))
    )
  })
}

const shown = ({ file, path }: Program): { readonly file?: string } =>
  file === undefined || path.startsWith('Dockerfile:') || file.file.path.startsWith('Dockerfile:')
    ? {}
    : { file: file.file.origin ?? file.file.path }

const executable: Check = (view) =>
  view.programs
    .filter(
      ({ file, runBy, path }) =>
        runBy === 'kernel' &&
        file !== undefined &&
        !file.file.executable &&
        !isExecutableMode(file.chmod) &&
        !isMended(view, path, /\bchmod\b|\binstall\b/),
    )
    .map((program) => ({
      ...shown(program),
      ...(shown(program).file === undefined ? { line: program.line } : {}),
      message: `${program.path} is started, and is not executable`,
    }))

const lineFeeds: Check = (view) =>
  view.programs
    .filter(({ text, runBy, path }) => {
      if (text === undefined || isMended(view, path, /dos2unix|\bsed\b.*\\r/)) return false
      const isRead = runBy === 'kernel' ? text.startsWith('#!') : /sh$/.test(runBy)
      return isRead && text.includes('\r\n')
    })
    .map((program) => ({
      ...shown(program),
      line: 1,
      message: `${program.path} is started, and its lines end with CR LF`,
    }))

const hashBang: Check = ({ programs }) =>
  programs
    .filter(({ text, runBy }) => runBy === 'kernel' && text !== undefined && !/^#! ?\//.test(text))
    .map((program) => ({
      ...shown(program),
      line: program.file?.file.path.startsWith('Dockerfile:') === true ? program.line : 1,
      message: `${program.path} is started by the kernel, and does not begin with #!/…`,
    }))

/** Where systems keep programs: what is there needs no COPY. */
const SYSTEM =
  /^\/(?:usr|bin|sbin|lib\w*|etc|opt\/(?:conda|venv|java|nvidia)|root|home|venv|\.venv)\//

const programThere: Check = (view) =>
  view.programs.flatMap(({ path, file, line }): readonly Hit[] => {
    const folder = path.slice(0, path.lastIndexOf('/'))
    if (file !== undefined || SYSTEM.test(path) || !isPlainBase(view.image.base)) return NONE
    if (view.image.unknownFolders.some((one) => path.startsWith(`${one}/`) || path === one))
      return NONE
    const name = path.split('/').at(-1) ?? path
    const isMade = view.runs.some(({ raw, heredoc = '' }) => {
      const text = raw + heredoc
      return text.includes(name) || /\b(?:git clone|curl|wget|tar|unzip)\b/.test(text)
    })
    if (isMade) return NONE
    const near = nearest(
      name,
      [...view.image.files.keys()].flatMap((one) =>
        one.startsWith(`${folder}/`) ? [one.slice(folder.length + 1)] : [],
      ),
    )
    const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
    return [{ line, message: `Nothing puts ${path} into the image${hint}` }]
  })

const scriptInEntrypoint: Check = ({ image }) => {
  const { entrypoint, cmd, files, workdir } = image
  const [first, ...rest] = entrypoint?.exec ?? []
  if (entrypoint === undefined || first === undefined) return NONE
  const isBare =
    interpreterOf(first) !== undefined &&
    scriptOf(rest) === undefined &&
    !rest.some((arg) => ['-m', '-c', '-e'].includes(arg))
  if (!isBare || WORDS.some((word) => files.has(`${workdir}/${word}`))) return NONE
  const script = cmd?.words[0] ?? 'a script'
  return [{ line: entrypoint.line, message: `ENTRYPOINT is ${first} alone; ${script} is in CMD` }]
}

const processingEntry: Check = ({ kind, image }) =>
  kind !== 'processing' || image.entrypoint !== undefined || !isPlainBase(image.base)
    ? NONE
    : [{ line: image.stage.line, message: 'There is no ENTRYPOINT' }]

export const ENTRY_CHECKS = {
  CTR201: execForm,
  CTR202: noTini,
  CTR203: wordsFound,
  CTR204: executable,
  CTR205: lineFeeds,
  CTR206: hashBang,
  CTR207: programThere,
  CTR208: scriptInEntrypoint,
  CTR209: processingEntry,
} as const satisfies CheckTable
