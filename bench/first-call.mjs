// Whole-process time of one AWS call against a loopback server that answers at once: mlctl beside the
// AWS CLI (when there is one) and an empty Node process, interleaved, medians and ratios.
// Usage: node bench/first-call.mjs [--runs N] [--aws PATH]
import { spawn } from 'node:child_process'
import http from 'node:http'

const option = (name, otherwise) => {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : process.argv[at + 1]
}
const runs = Number(option('--runs', '11'))
const aws = option('--aws', undefined)

const server = http.createServer((_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end('{"modelCustomizationJobSummaries":[]}')
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${server.address().port}`
const env = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_PAGER: '',
}

const lines = {
  'node -e 0': [process.execPath, '-e', '0'],
  'mlctl finetune list': [process.execPath, 'bin/mlctl.js', 'finetune', 'list'],
  ...(aws ? { 'aws bedrock list-…-jobs': [aws, 'bedrock', 'list-model-customization-jobs'] } : {}),
}
const timed = ([program, ...args]) =>
  new Promise((resolve, reject) => {
    const before = process.hrtime.bigint()
    spawn(program, args, { env, stdio: 'ignore' }).once('close', (status) =>
      status === 0
        ? resolve(Number(process.hrtime.bigint() - before) / 1e6)
        : reject(new Error(`${program} ${args.join(' ')} ended with ${status}`)),
    )
  })
const times = Object.fromEntries(Object.keys(lines).map((name) => [name, []]))
for (let run = -1; run < runs; run++) {
  for (const [name, line] of Object.entries(lines)) {
    const ms = await timed(line)
    // The first round warms the file cache and does not count.
    if (run >= 0) times[name].push(ms)
  }
}
server.close()
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const base = median(times['node -e 0'])
for (const [name, values] of Object.entries(times)) {
  const value = median(values)
  console.log(
    `${name.padEnd(24)} ${value.toFixed(0).padStart(5)} ms  ${(value / base).toFixed(2)} x node -e 0`,
  )
}
