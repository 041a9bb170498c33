/** What the container does around the user's command. */
export type Bootstrap = {
  readonly command: readonly string[]
  /** Where SageMaker puts and fetches files; `/opt/ml` but in tests. */
  readonly root?: string
}

/** Text in /opt/ml/output/failure, and with it in FailureReason, when the command itself failed. */
export const EXIT_CODE_WORDS = 'mlctl remote: the command ended with exit code'
/** The same when the command could not even start. */
export const NOT_STARTED_WORDS = 'mlctl remote: not started:'
/** Name of the file in output.tar.gz that holds the exit code. */
export const EXIT_CODE_FILE = 'mlctl-exit-code'
/** Folder in output.tar.gz with the files that the command made or changed. */
export const CHANGED_FOLDER = 'files'
/** The archive in the channel `code`. */
export const CODE_FILE = 'code.tar.gz'

/** Longest member of ContainerEntrypoint and ContainerArguments, and how many there may be (API model). */
const MAX_CHARS = 256
const MAX_ARGUMENTS = 100
/** Joins its arguments to one program; each may be a piece of a word. */
const JOIN = 's=; for p do s=$s$p; done; eval "$s"'

/**
 * ContainerEntrypoint and ContainerArguments that run a command in the packed folder. SageMaker takes
 * arguments of 256 characters without line ends, so the program travels in pieces, as a text of one
 * line. It needs /bin/sh, tar, gzip and mkdir of the image; find and cp, where they are, bring back files.
 * Undefined when the command is too long: 100 pieces are all.
 */
export const containerCall = (
  bootstrap: Bootstrap,
): { readonly entrypoint: readonly string[]; readonly args: readonly string[] } | undefined => {
  const args = pieces(bootstrapText(bootstrap))
  if (args.length > MAX_ARGUMENTS) return undefined
  return { entrypoint: ['/bin/sh', '-c', JOIN, 'mlctl-remote'], args }
}

/** Characters may not be torn apart, so pieces are cut between code points. */
const pieces = (text: string): readonly string[] => {
  const all: string[] = []
  let piece = ''
  for (const char of text) {
    if (piece.length + char.length > MAX_CHARS) {
      all.push(piece)
      piece = ''
    }
    piece += char
  }
  return piece === '' ? all : [...all, piece]
}

/** The program, for a POSIX shell, in one line. */
const bootstrapText = ({ command, root = '/opt/ml' }: Bootstrap): string =>
  [
    // Line ends inside words; the underscore keeps the shell from dropping them.
    `n=$(printf '\\n_'); n=\${n%_}; r=$(printf '\\r_'); r=\${r%_}`,
    `ml=${quoted(root)}; out=$ml/output; data=$out/data; code=$ml/code`,
    'export MLCTL_OUTPUT="$data" SM_OUTPUT_DATA_DIR="$data" SM_MODEL_DIR="$ml/model" SM_CHANNEL_CODE="$ml/input/data/code" MLCTL_CHECKPOINTS="$ml/checkpoints"',
    `say() { printf '%s\\n' "$1" >&2; }`,
    `stop() { say "${NOT_STARTED_WORDS} $1"; printf '%s %s' '${NOT_STARTED_WORDS}' "$1" >"$out/failure"; exit 1; }`,
    'mkdir -p "$data" "$ml/model" "$code" 2>/dev/null',
    'cd "$code" || stop "there is no folder $code and it cannot be made"',
    `pack=$ml/input/data/code/${CODE_FILE}`,
    `[ -r "$pack" ] || stop "the packed folder is not at $pack"`,
    // An image may have a tar that knows no gzip, beside a gzip of its own.
    '{ tar -xzf "$pack" 2>/dev/null || gzip -dc "$pack" | tar -xf -; } || stop "the image cannot unpack a .tar.gz: it needs tar and gzip"',
    'pid=; got=',
    // A program in the background ignores INT (POSIX), so both signals reach it as TERM.
    `trap 'got=1; [ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null' TERM INT`,
    // In the background, for a shell that waits for a foreground program hears no signal.
    `${command.map(quoted).join(' ')} <&0 & pid=$!`,
    'while :; do got=; wait "$pid"; status=$?; [ -n "$got" ] || break; done',
    `printf '%s\\n' "$status" >"$data/${EXIT_CODE_FILE}"`,
    ...BRING_BACK,
    `[ "$status" -eq 0 ] || { [ -s "$out/failure" ] && own=$(cat "$out/failure" 2>/dev/null) || own=; printf '%s %s. %s' '${EXIT_CODE_WORDS}' "$status" "$own" >"$out/failure"; }`,
    'exit "$status"',
  ].join('; ')

/** Packed files are from 1970, so whatever is younger than the year 2000 is the command's work. */
const BRING_BACK: readonly string[] = [
  'mark=$ml/mlctl-mark',
  `if command -v find >/dev/null 2>&1 && command -v cp >/dev/null 2>&1 && touch -t 200001010000 "$mark" 2>/dev/null; then find . -type d \\( -name __pycache__ -o -name .git -o -name node_modules \\) -prune -o -type f -newer "$mark" -exec /bin/sh -c 'for f do mkdir -p "$0/\${f%/*}" && cp -p "$f" "$0/$f"; done' "$data/${CHANGED_FOLDER}" {} +; rm -f "$mark"; else say "mlctl remote: the image has no find, cp and touch: changed files are not brought back; write to \\$MLCTL_OUTPUT"; fi`,
]

/** A word for the shell that stands for itself, whatever is in it. */
const quoted = (word: string): string =>
  `'${word.replaceAll("'", `'\\''`).replaceAll('\n', `'"$n"'`).replaceAll('\r', `'"$r"'`)}'`
