/** Shell of a small server: `listen` starts it, the answers can be replaced. */
export const server = (
  parts: {
    readonly before?: string
    readonly ping?: string
    readonly invoke?: string
    readonly listen?: string
  } = {},
): string => {
  const {
    before = '',
    ping = 'answer "200 OK" ""',
    invoke = 'answer "200 OK" "$body"',
    listen = listening('nc -ll -p "$port" -e "$0" handle'),
  } = parts
  return `#!/bin/sh
port=\${SAGEMAKER_BIND_TO_PORT:-8080}
answer() {
  printf 'HTTP/1.1 %s\\r\\nContent-Type: application/json\\r\\nContent-Length: %s\\r\\nConnection: close\\r\\n\\r\\n%s' "$1" "\${#2}" "$2"
}
if [ "$1" = handle ]; then
  read -r method path version
  length=0
  headers=
  while read -r line; do
    line=$(printf %s "$line" | tr -d '\\r')
    [ -z "$line" ] && break
    headers="$headers $line"
    case "$line" in [Cc]ontent-[Ll]ength:*) length=\${line#*: } ;; esac
  done
  body=
  [ "$length" -gt 0 ] && body=$(head -c "$length" | tr -d '\\000')
  case "$method $path" in
    "GET /ping") ${ping} ;;
    "POST /invocations") ${invoke} ;;
    *) answer "404 Not Found" "" ;;
  esac
  exit 0
fi
${before}
${listen}
`
}

/** A shell as the first process ends on SIGTERM only when it says so. */
const GRACEFUL = `child=$!
trap 'kill $child; exit 0' TERM
wait $child`

/** @param command What listens, in the background of the first process. */
export const listening = (command: string): string => `${command} &
${GRACEFUL}`

/** Answers wait for each other. */
const alone = (work: string): string =>
  `until mkdir /tmp/busy 2>/dev/null; do sleep 0.05; done; ${work}; rmdir /tmp/busy`

/** One request at a time, each of more than the two seconds that a ping may wait. */
export const oneByOne = (): string =>
  server({
    ping: alone('answer "200 OK" ""'),
    invoke: alone('sleep 2.5; answer "200 OK" "$body"'),
  })

/** Nothing handles SIGTERM in the first process, so the kernel does not deliver it. */
export const DEAF = 'exec nc -ll -p "$port" -e "$0" handle'

const TRAIN_HEAD = `#!/bin/sh
trap 'exit 0' TERM
data=/opt/ml/input/data/train/data.csv
hyperparameters=/opt/ml/input/config/hyperparameters.json
`

/** A training that reads its channel and its hyperparameters, and sleeps in pieces. */
export const training = (
  parts: { readonly refuse?: string; readonly save?: string; readonly head?: string } = {},
): string => {
  const {
    refuse = 'echo "no data in the channel" > /opt/ml/output/failure; exit 1',
    save = 'cp "$data" /opt/ml/model/model.csv',
    head = TRAIN_HEAD,
  } = parts
  return `${head}
if [ ! -f "$data" ] || ! grep -q '"epochs":"[0-9]*"' "$hyperparameters"; then
  ${refuse}
fi
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do sleep 0.25; done
${save}
`
}

export const DEAF_TRAINING = TRAIN_HEAD.replace("trap 'exit 0' TERM", "trap '' TERM")
