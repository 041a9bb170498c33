import { isPlainBase } from './bases.ts'
import { type Check, type CheckTable, type Hit, lineAt, NONE } from './hit.ts'
import { imagePath } from './image.ts'
import { installs } from './packages.ts'
import { textOf } from './view.ts'

const asRoot: Check = ({ image: { user } }) => {
  const name = user?.name.split(':')[0]
  if (user === undefined || name === 'root' || name === '0') return NONE
  return [{ line: user.line, message: `The container would run as ${user.name}` }]
}

const LABEL = 'com.amazonaws.sagemaker.capabilities.'
/** `--bind 0.0.0.0:5000`, `--port=5000`, `-b :5000` on the command line of a server. */
const PORT_ARGUMENT = /(?:--bind|-b|--port|-p)(?:=|\s+)(?:[\w.*[\]]*:)?(\d{2,5})\b/

const port8080: Check = (view) => {
  if (!view.serves) return NONE
  const { steps, entrypoint, cmd } = view.image
  const exposes = steps.filter(({ keyword }) => keyword === 'EXPOSE')
  const ports = exposes.flatMap(({ words }) => words)
  // A port in a variable, or a range, may be the right one.
  const isRight = ports.some((port) => port === undefined || /^8080(?:\/tcp)?$|-/.test(port))
  const last = exposes.at(-1)
  const exposed: readonly Hit[] =
    last === undefined || isRight
      ? NONE
      : [{ line: last.line, message: `EXPOSE ${ports.join(' ')}, and not 8080` }]
  const started = [entrypoint, cmd].flatMap((step): readonly Hit[] => {
    const port = PORT_ARGUMENT.exec((step?.exec ?? []).join(' '))?.[1]
    if (step === undefined || port === undefined || port === '8080') return NONE
    return [{ line: step.line, message: `The server is told to listen on ${port}` }]
  })
  return [...exposed, ...started]
}

/** Addresses that only the container itself reaches, given to what listens on the port of SageMaker. */
const LOOPBACK =
  /HTTPServer\(\s*\(\s*['"](?:127\.0\.0\.1|localhost)['"]|(?:app\.run|uvicorn\.run|serve)\([^)\n]*\bhost\s*=\s*['"](?:127\.0\.0\.1|localhost)['"]|\.listen\([^)\n]*['"](?:127\.0\.0\.1|localhost)['"]|(?:--bind|--host|-b)[= ]['"]?(?:127\.0\.0\.1|localhost)(?::8080)?['"]?(?=\s|$)|\blisten\s+127\.0\.0\.1:8080\b/

const anyAddress: Check = (view) => {
  if (!view.serves) return NONE
  const argv = [view.image.entrypoint, view.image.cmd].flatMap((step): readonly Hit[] => {
    const found = LOOPBACK.exec((step?.exec ?? []).join(' '))?.[0]
    return step === undefined || found === undefined
      ? NONE
      : [{ line: step.line, message: `${found} reaches this container only` }]
  })
  const texts = [...view.image.files.values()].flatMap((file): readonly Hit[] => {
    const text = textOf(view, file)
    const found = text === undefined ? null : LOOPBACK.exec(text)
    if (text === undefined || found === null) return NONE
    const message = `${found[0]} reaches this container only`
    const { path, origin = path } = file.file
    return [{ file: origin, line: lineAt(text, found.index), message }]
  })
  return [...argv, ...texts]
}

const bindLabel: Check = (view) => {
  const { labels, stage, base } = view.image
  if (!view.serves || !isPlainBase(base)) return NONE
  const name = `${LABEL}accept-bind-to-port`
  const given = labels.get(name)
  if (given?.value === 'true' || (given !== undefined && given.value === undefined)) return NONE
  return [{ line: given?.line ?? stage.line, message: `LABEL ${name}=true is missing` }]
}

const multiModels: Check = (view) => {
  const label = view.image.labels.get(`${LABEL}multi-models`)
  if (label?.value !== 'true' || !isPlainBase(view.image.base)) return NONE
  const servers = ['sagemaker-inference', 'multi-model-server', 'torchserve']
  const isKnown =
    servers.some((name) => installs(view, name)) ||
    [...view.image.files.values()].some((file) => /['"`/]models\b/.test(textOf(view, file) ?? ''))
  return isKnown
    ? NONE
    : [{ line: label.line, message: 'multi-models is true, and nothing here implements /models' }]
}

const DOWNLOAD =
  /(?:\s-[oOP]|--output|--directory-prefix|\bcp|\bmv|>)\s+(?:\S+\s+)*?(\/opt\/ml\/(?!code\b)\S*)/

const nothingInOptMl: Check = ({ image }) => {
  let workdir = '/'
  const hits: Hit[] = []
  for (const { keyword, words, line, raw, exec } of image.steps) {
    const last = words.at(-1)
    if (keyword === 'WORKDIR') workdir = imagePath(last ?? '', workdir)
    const targets =
      keyword === 'COPY' || keyword === 'ADD'
        ? [imagePath(last ?? '', workdir)]
        : keyword === 'WORKDIR'
          ? [workdir]
          : keyword === 'VOLUME'
            ? (exec ?? words).map((one) => one ?? '')
            : keyword === 'RUN'
              ? [DOWNLOAD.exec(raw)?.[1] ?? '']
              : []
    const target = targets.find((one) => /^\/opt\/ml(?:\/(?!code(?:\/|$))|$)/.test(one))
    if (target !== undefined)
      hits.push({ line, message: `${keyword} puts something under ${target}` })
  }
  return hits
}

const INSTALLS =
  /^(?!\s*(?:#|\/\/)).*\b(pip3? install|pip['"],\s*['"]install|conda install|apt-get install|npm (?:install|ci))\b/m

const installsNothing: Check = ({ programs }) =>
  programs.flatMap(({ text, file }) => {
    const found = text === undefined ? null : INSTALLS.exec(text)
    if (text === undefined || found === null) return NONE
    const index = found.index + found[0].indexOf(found[1] ?? '')
    const message = `${found[1]} runs when the container starts`
    return [{ ...placeOf(file?.file), line: lineAt(text, index), message }]
  })

const placeOf = (file: { readonly path: string; readonly origin?: string } | undefined) =>
  file === undefined ? {} : { file: file.origin ?? file.path }

const SHELL = /^#! ?\S*(?:\/|env )(?:ba|da|z|k)?sh\b/

const handsOver: Check = (view) =>
  view.programs.flatMap(({ text, runBy, file, path }) => {
    if (text === undefined || !(SHELL.test(text) || /sh$/.test(runBy))) return NONE
    // A trap passes the signal on by hand.
    if (/(?:^|[;&|])\s*exec\s/m.test(text) || /^\s*trap\s/m.test(text)) return NONE
    const lines = text.trimEnd().split('\n').length
    return [{ ...placeOf(file?.file), line: lines, message: `${path} does not exec its program` }]
  })

export const RUNTIME_CHECKS = {
  CTR301: asRoot,
  CTR302: port8080,
  CTR303: anyAddress,
  CTR304: bindLabel,
  CTR305: multiModels,
  CTR306: nothingInOptMl,
  CTR307: installsNothing,
  CTR308: handsOver,
} as const satisfies CheckTable
