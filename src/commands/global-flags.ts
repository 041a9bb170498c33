import type { FlagTable } from './define.ts'

/** The flags that every command takes; they may stand anywhere on the line. */
export const GLOBAL_FLAGS = {
  json: { spec: '--json', describe: 'Print one JSON document on stdout', kind: 'boolean' },
  fields: { spec: '--fields <a,b>', describe: 'With --json: only these fields' },
  profile: {
    spec: '--profile <name>',
    describe: 'Profile of the AWS configuration',
    config: 'profile',
  },
  region: { spec: '--region <region>', describe: 'AWS Region', config: 'region' },
  endpointUrl: {
    spec: '--endpoint-url <url>',
    describe: 'Send all AWS calls to this endpoint',
    config: 'endpointUrl',
  },
  sandbox: {
    spec: '--sandbox',
    describe: 'Use the embedded sandbox; nothing touches AWS',
    kind: 'boolean',
  },
  config: {
    spec: '--config <file>',
    describe: 'Project file instead of the nearest mlctl.yaml',
    completes: 'file',
  },
  yes: {
    spec: '-y, --yes',
    describe: 'Answer confirmations with yes; never accepts a commitment',
    kind: 'boolean',
  },
  noInput: {
    spec: '--no-input',
    describe: 'Never ask; missing answers are errors',
    kind: 'boolean',
  },
  dryRun: {
    spec: '-n, --dry-run',
    describe: 'Show the plan and change nothing',
    kind: 'boolean',
  },
  planOut: {
    spec: '--plan-out <file>',
    describe: 'Save the plan for mlctl apply, and change nothing',
    completes: 'file',
  },
  detailedExitcode: {
    spec: '--detailed-exitcode',
    describe: 'With --dry-run: exit 10 when changes are pending',
    kind: 'boolean',
  },
  wait: { spec: '--wait', describe: 'Wait for remote work to end', kind: 'boolean' },
  noWait: { spec: '--no-wait', describe: 'Do not wait for remote work', kind: 'boolean' },
  timeout: {
    spec: '--timeout <duration>',
    describe: 'How long to wait: 30s, 45m, 2h; 0 for no limit',
    kind: 'duration',
    config: 'timeout',
  },
  quiet: { spec: '-q, --quiet', describe: 'Only results, warnings and errors', kind: 'boolean' },
  verbose: { spec: '-v, --verbose', describe: 'Say more about what is done', kind: 'boolean' },
  debug: { spec: '--debug', describe: 'Stack traces of errors', kind: 'boolean' },
  color: {
    spec: '--color <when>',
    describe: 'Colour: auto, always or never',
    choices: ['auto', 'always', 'never'],
    config: 'color',
  },
  tag: {
    spec: '--tag <key=value>',
    describe: 'Tag for what is created; may be repeated',
    kind: 'pairs',
    config: 'tags',
  },
} as const satisfies FlagTable
