import { type Check, type CheckTable, type Hit, lineAt, NONE } from './hit.ts'
import { textOf } from './view.ts'

/** Files that are made to hold credentials, by the ends of their paths. */
const SECRET_FILE =
  /(?:^|\/)(?:\.env(?:\.(?!example|sample|template)[\w-]+)?|\.aws\/credentials|\.netrc|\.pypirc|\.git-credentials|id_(?:rsa|dsa|ecdsa|ed25519)|kaggle\.json|\.docker\/config\.json|[^/]+\.(?:p12|pfx|keystore|jks))$/

const noSecretFiles: Check = (view) => {
  const seen = new Set<string>()
  return [...view.image.files.values()].flatMap((placed): readonly Hit[] => {
    const { path, origin: file = path } = placed.file
    if (seen.has(file)) return NONE
    seen.add(file)
    if (SECRET_FILE.test(file)) return [{ file, message: `${file} is copied into the image` }]
    const text = textOf(view, placed)
    if (text === undefined) return NONE
    const place = file.startsWith('Dockerfile:') ? { line: placed.line } : undefined
    return view.secretsIn(text).map(({ what, start }) => ({
      ...(place ?? { file, line: lineAt(text, start) }),
      message: `${what} is copied into the image`,
    }))
  })
}

const SECRET_WORD = /^(?:PASSWORD|PASSWD|PWD|SECRET|SECRETS|TOKEN|APIKEY|CREDENTIAL|CREDENTIALS)$/
const SECRET_PAIR = /(?:^|_)(?:API|ACCESS|PRIVATE|AUTH|SECRET)_KEY(?:_|$)/
const HARMLESS_END = /_(?:FILE|PATH|DIR|URL|ARN|NAME|HOST|USER|LENGTH|COUNT|ENABLED|EXPIRY)$/

/** Whether a name says that its value is secret: HF_TOKEN, not TOKENIZER and not TOKEN_FILE. */
const isSecretName = (name: string): boolean => {
  const upper = name.toUpperCase()
  if (HARMLESS_END.test(upper)) return false
  return upper.split('_').some((word) => SECRET_WORD.test(word)) || SECRET_PAIR.test(upper)
}

const noSecretLines: Check = (view) =>
  view.parsed.stages.flatMap(({ steps }) =>
    steps.flatMap(({ keyword, pairs, raw, heredoc = '', line }): readonly Hit[] => {
      const named = pairs
        .filter(({ name, value }) => isSecretName(name) && (keyword === 'ARG' || value !== ''))
        .map((pair) => ({
          line: pair.line,
          message: `${keyword} ${pair.name} stays in the history of the image`,
        }))
      if (named.length > 0) return named
      if (!['ENV', 'ARG', 'LABEL', 'RUN'].includes(keyword)) return NONE
      const text = `${raw}\n${heredoc}`
      const userinfo = /\bhttps?:\/\/[^\s/:@$]+:[^\s/@${]+@/.test(text)
        ? ['a password in a URL']
        : []
      return [...userinfo, ...view.secretsIn(text).map(({ what }) => what)].map((what) => ({
        line,
        message: `${keyword} holds ${what}`,
      }))
    }),
  )

const ignoreFile: Check = ({ files, hasIgnoreFile, image }) => {
  if (files.some(({ path }) => path.startsWith('.git/'))) {
    return [{ message: 'The context holds .git, and .dockerignore does not leave it out' }]
  }
  if (hasIgnoreFile) return NONE
  const whole = image.steps.find(
    ({ keyword, words, flags }) =>
      keyword === 'COPY' &&
      flags.from === undefined &&
      words.slice(0, -1).some((one) => one === '.' || one === './'),
  )
  return whole === undefined
    ? NONE
    : [{ line: whole.line, message: 'COPY takes the whole context, and there is no .dockerignore' }]
}

const MEGABYTE = 1_000_000
const LARGE_CONTEXT_BYTES = 500 * MEGABYTE

const contextSize: Check = ({ files }) => {
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  if (total <= LARGE_CONTEXT_BYTES) return NONE
  const folders = new Map<string, number>()
  for (const { path, sizeBytes } of files) {
    const top = path.split('/')[0] ?? path
    folders.set(top, (folders.get(top) ?? 0) + sizeBytes)
  }
  const largest = [...folders]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([name, bytes]) => `${name} ${megabytes(bytes)}`)
  return [{ message: `The context is ${megabytes(total)}: ${largest.join(', ')}` }]
}

const megabytes = (bytes: number): string => `${Math.round(bytes / MEGABYTE)} MB`

const WEIGHTS =
  /\.(?:pt|pth|safetensors|gguf|ggml|ckpt|h5|keras|onnx|pb|tflite|bin|pkl|joblib|npz)$|(?:^|\/)model\.tar\.gz$/
const SMALL_MODEL_BYTES = 10 * MEGABYTE
const FETCHES =
  /\bhuggingface-cli\s+download\b|\bhf\s+download\b|\bsnapshot_download\b|\b(?:curl|wget)\b[^&|;]*\.(?:safetensors|gguf|pth|onnx|ckpt)\b/

const noWeights: Check = (view) => {
  const baked = [...view.image.files.values()]
    .filter(({ file: { path, sizeBytes } }) => WEIGHTS.test(path) && sizeBytes > SMALL_MODEL_BYTES)
    .map(({ file: { path, origin = path, sizeBytes } }) => ({
      file: origin,
      message: `${origin} (${megabytes(sizeBytes)}) becomes part of a layer`,
    }))
  const fetched = view.runs
    .filter(({ raw, heredoc = '' }) => FETCHES.test(`${raw}\n${heredoc}`))
    .map(({ line }) => ({ line, message: 'RUN loads weights into a layer' }))
  return [...baked, ...fetched]
}

const noCaches: Check = ({ runs, image }) => {
  const isOff = image.environment.has('PIP_NO_CACHE_DIR')
  return runs.flatMap(({ raw, heredoc = '', flags, line }): readonly Hit[] => {
    if (flags.mount?.includes('type=cache')) return NONE
    const text = `${raw}\n${heredoc}`
    const pip = /\bpip[\d.]*\s+install\b/.test(text) && !isOff && !text.includes('--no-cache-dir')
    const apt =
      /\bapt(?:-get)?\s+(?:-\S+\s+)*install\b/.test(text) && !/\/var\/lib\/apt\/lists/.test(text)
    return [
      ...(pip ? [{ line, message: 'pip leaves its cache in the layer' }] : []),
      ...(apt ? [{ line, message: 'apt leaves its lists in the layer' }] : []),
    ]
  })
}

export const CONTEXT_CHECKS = {
  CTR501: noSecretFiles,
  CTR502: noSecretLines,
  CTR503: ignoreFile,
  CTR504: contextSize,
  CTR505: noWeights,
  CTR506: noCaches,
} as const satisfies CheckTable
