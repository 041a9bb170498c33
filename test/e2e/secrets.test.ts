import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openGateway } from '../support/gateway.ts'
import { type Ended, serveSandbox, start, trainingLines } from '../support/program.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** Nothing of these may be found in anything that mlctl writes, says or hands to a program. */
const PLANTED = {
  secretKey: 'pLanted/Secret+Access/Key/0123456789abcdef',
  sessionToken: 'IQoJplantedSessionToken//////////wEaCXVzLWVhc3QtMSJHMEUCIQ==',
  signature: 'b1a9c0ffeeplantedplantedplantedplanted0123456789abcdef0123456789',
  proxyPassword: 'planted-proxy-password',
  huggingFace: `hf_${'PlantedTokenOfHuggingFace'.padEnd(36, 'x')}`,
  registry: 'plantedRegistryPasswordplantedRegistryPassword',
}

const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAPLANTED000000000',
  AWS_SECRET_ACCESS_KEY: PLANTED.secretKey,
  AWS_SESSION_TOKEN: PLANTED.sessionToken,
  AWS_REGION: 'us-east-1',
  HF_TOKEN: PLANTED.huggingFace,
  // Nothing listens there, and nothing on loopback goes through it.
  HTTPS_PROXY: `http://anna:${PLANTED.proxyPassword}@127.0.0.1:9`,
  AWS_MAX_ATTEMPTS: '1',
}

/** What a service says when it quotes the whole request back. */
const QUOTING = [
  'The request signature we calculated does not match the signature you provided.',
  `host:s3.amazonaws.com x-amz-security-token:${PLANTED.sessionToken}`,
  `https://acme.s3.amazonaws.com/k?X-Amz-Security-Token=${encodeURIComponent(PLANTED.sessionToken)}&X-Amz-Signature=${PLANTED.signature}`,
  `Authorization: AWS4-HMAC-SHA256 Credential=AKIAPLANTED000000000/x, Signature=${PLANTED.signature}`,
].join('\n')

/** A service that refuses everything in those words. */
const quotingService = async (status: number, code: string): Promise<string> => {
  const server = createServer((request, response) => {
    request.resume()
    const isJson = !(request.headers['content-type'] ?? '').includes('form')
    const text = QUOTING.replaceAll('&', isJson ? '&' : '&amp;')
    response.writeHead(status, {
      'content-type': isJson ? 'application/json' : 'text/xml',
      'x-amzn-errortype': code,
    })
    response.end(
      isJson
        ? JSON.stringify({ __type: code, message: text })
        : `<ErrorResponse><Error><Code>${code}</Code><Message>${text}</Message></Error></ErrorResponse>`,
    )
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

let folder = ''
let sandboxUrl = ''
/** Everything said by every run, with the line that said it. */
const said: { readonly line: string; readonly text: string }[] = []
const commandLines: string[] = []

/** Command lines of the program and of what it started, while it runs. */
const watchCommandLines = (pid: number | undefined): (() => void) => {
  const look = () => {
    for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
      try {
        const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]
        if (Number(name) !== pid && Number(parent) !== pid) continue
        commandLines.push(readFileSync(`/proc/${name}/cmdline`, 'utf8'))
      } catch {
        // It ended while it was looked at.
      }
    }
  }
  if (!existsSync('/proc/self/cmdline')) return () => undefined
  const timer = setInterval(look, 20)
  return () => clearInterval(timer)
}

const run = async (line: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> => {
  const program = start(line.split(' '), {
    cwd: folder,
    env: { ...KEYS, AWS_ENDPOINT_URL: sandboxUrl, ...env },
  })
  const stop = watchCommandLines(program.child.pid)
  const ended = await program.ended
  stop()
  said.push({ line, text: `${ended.out}\n${ended.err}` })
  return ended
}

const filesIn = (path: string): readonly string[] =>
  readdirSync(path).flatMap((name) => {
    const at = join(path, name)
    const found = lstatSync(at)
    return found.isDirectory() ? filesIn(at) : found.isFile() ? [at] : []
  })

/** As a secret may stand in a text: plain, in JSON, in an address, in base64. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
]

const leaksIn = (text: string): readonly string[] =>
  Object.entries(PLANTED)
    .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(([name]) => name)

const ROLE = '--role ft --data s3://acme-secrets/d/ --output s3://acme-secrets/o/'
const JOB =
  'finetune run --name fraud --base-model nova-micro --train train.jsonl --bucket acme-secrets --role ft'

/** A line, and the exit code that shows that it did what it is here for. */
const LINES: readonly (readonly [line: string, status: number | undefined])[] = [
  [`iam setup ${ROLE} --yes --debug`, 0],
  [`iam check ${ROLE} --json --debug`, undefined],
  [`${JOB} --dry-run --plan-out plan.json --debug`, undefined],
  [`${JOB} --yes --wait --verbose --debug`, 0],
  ['dataset upload train.jsonl --to s3://acme-secrets/up/ --debug', 0],
  ['status --json --debug', 0],
  ['history --json', 0],
  ['config show --json', 0],
  ['finetune status nosuchjob --debug --json', 5],
  ['finetune watch nosuchjob --debug', 5],
  ['train run --file recipe.yaml --yes --debug', 3],
  ['no-such-command --debug', 2],
  [`dataset validate https://a.example/k?X-Amz-Signature=${PLANTED.signature} --debug`, 5],
]

const QUOTED_TO = [
  'finetune list --debug',
  'finetune list --debug --json',
  'iam check --role ft --data s3://a-1/ --output s3://a-1/ --debug',
  'endpoint list --json --debug',
]

const prepare = async (): Promise<void> => {
  folder = tempFolder()
  writeFileSync(join(folder, 'train.jsonl'), trainingLines(120))
  writeFileSync(
    join(folder, 'recipe.yaml'),
    `name: t\nimage: 000000000000.dkr.ecr.us-east-1.amazonaws.com/x:1\nrole: ft\ninstanceType: ml.m5.large\noutput: s3://acme-secrets/out/\nenv:\n  HF_TOKEN: ${PLANTED.huggingFace}\n`,
  )
  sandboxUrl = await serveSandbox(folder, 'instant')
}

/** An ECR that gives the planted password. */
const plantedRegistry = async (): Promise<string> => {
  const password = Buffer.from(`AWS:${PLANTED.registry}`).toString('base64')
  const gateway = await openGateway(sandboxUrl, {
    rewrite: (text) =>
      text.replace(/"authorizationToken":"[^"]+"/, `"authorizationToken":"${password}"`),
  })
  return gateway.url
}

it('no secret is in anything that mlctl says, writes, leaves behind or hands to a program', async () => {
  await prepare()
  const wrong: string[] = []
  for (const [line, status] of LINES) {
    const ended = await run(line)
    if (status !== undefined && ended.status !== status) {
      wrong.push(`${line} ended with ${ended.status}: ${ended.err}`)
    }
  }
  for (const code of ['SignatureDoesNotMatch', 'AccessDeniedException', 'NobodyKnowsThis']) {
    const url = await quotingService(code === 'NobodyKnowsThis' ? 418 : 403, code)
    for (const line of QUOTED_TO) {
      const ended = await run(line, { AWS_ENDPOINT_URL: url })
      if (ended.status === 0) wrong.push(`${line} did not fail`)
    }
  }
  await run('container login --docker-config docker --debug', {
    AWS_ENDPOINT_URL: await plantedRegistry(),
  })
  expect(wrong).toEqual([])

  const words = said.flatMap(({ line, text }) =>
    leaksIn(text).map((name) => `${name}: ${line}\n${text}`),
  )
  expect(words).toEqual([])

  const files = filesIn(folder).filter((path) => !/\/(recipe\.yaml|train\.jsonl)$/.test(path))
  for (const name of ['journal.jsonl', 'calls.jsonl', 'plan.json']) {
    expect(
      files.some((path) => path.endsWith(name)),
      name,
    ).toBe(true)
  }
  const left = files.flatMap((path) =>
    leaksIn(readFileSync(path, 'latin1')).map((name) => `${name}: ${path}`),
  )
  expect(left).toEqual([])

  // The line with the presigned address was typed with it.
  const given = commandLines.filter((line) => !line.includes('dataset\0validate'))
  if (existsSync('/proc/self/cmdline')) expect(given.length).toBeGreaterThan(0)
  expect(given.flatMap(leaksIn)).toEqual([])
}, 300_000)
