import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type AwsPorts, awsPorts } from '../../src/wiring/aws.ts'

/** The published API models with their checker; a sibling folder that need not be there. */
const CHECKER = join(import.meta.dirname, '../../../shared/aws-models/check.mjs')

export const hasRecorder = existsSync(CHECKER)

/** For the names of suites that need the recorder. */
export const RECORDER_NOTE = hasRecorder ? '' : ' (skipped: ../shared/aws-models is absent)'

export type Reply =
  | Readonly<Record<string, unknown>>
  | ((call: { readonly input: Readonly<Record<string, unknown>> }) => unknown)

export type Recorder = {
  readonly url: string
  readonly calls: readonly {
    readonly service: string
    readonly operation: string
    readonly input: Readonly<Record<string, unknown>>
    readonly signature?: Readonly<Record<string, string>>
    readonly replyViolations?: readonly unknown[]
    readonly url: string
  }[]
  violations(): readonly unknown[]
  close(): Promise<void>
}

/** A loopback server that judges every request by the API models and answers what it is told to. */
export const record = async (replies: Readonly<Record<string, Reply>> = {}): Promise<Recorder> => {
  const { startRecorder } = await import(CHECKER)
  return startRecorder({ replies })
}

/** No file of the developer's own may decide a test. */
export const BARE = {
  AWS_CONFIG_FILE: join(import.meta.dirname, 'no-such-config'),
  AWS_SHARED_CREDENTIALS_FILE: join(import.meta.dirname, 'no-such-credentials'),
}

/** The product's own ports against an endpoint on loopback. */
export const portsAt = (
  endpointUrl: string,
  more: Readonly<Record<string, string>> = {},
): AwsPorts =>
  awsPorts({
    environment: {
      ...BARE,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI',
      ...more,
    },
    version: '1.2.3',
    region: 'us-east-1',
    endpointUrl,
    maxAttempts: 1,
  })

/** One method of a port: what the service answers, and what comes of it. */
export type MethodCase = {
  readonly method: string
  readonly run: (ports: AwsPorts) => Promise<unknown>
  readonly replies?: Readonly<Record<string, Reply>>
  readonly gives: unknown
  /** The operations called, in order, without the service's name. */
  readonly calls: readonly string[]
}

/** Answers page after page: the token of a page is its number. */
export const pages =
  (tokenIn: string, answers: readonly Readonly<Record<string, unknown>>[]): Reply =>
  ({ input }) =>
    answers[Number(input[tokenIn] ?? 0)]

export const error = (code: string, message: string, status = 400): Reply => ({
  $error: { code, message, status },
})
