import { describe, expect, it } from 'vitest'
import { DEAF, listening, oneByOne, server, training } from '../../support/contract-programs.ts'
import { type Case, contractWorld, PATIENCE_MS } from '../../support/contract-world.ts'
import { type Program, whyNoEngine } from '../../support/engine-world.ts'

const HEADER_LENGTH = 64

/** The header of a 64-bit little-endian program for arm64: what `exec` looks at. */
const armProgram = (): Uint8Array => {
  const head = new Uint8Array(HEADER_LENGTH)
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  head.set([2, 0, 0xb7, 0], 16)
  return head
}

const serving = (text: string | Uint8Array, mode = 0o755): readonly Program[] => [
  { name: 'serve', text, mode },
]

type ServingCase = Case & { readonly unlabelled?: true }

const LABEL = 'LABEL com.amazonaws.sagemaker.capabilities.accept-bind-to-port=true'

const SERVING: readonly ServingCase[] = [
  {
    rule: 'CTR103',
    what: 'an image for another processor than the instance has',
    programs: serving(server()),
    flags: '--instance-type ml.c7g.large',
  },
  {
    rule: 'CTR601',
    what: 'a manifest in OCI form',
    programs: serving(server()),
    format: 'oci',
  },
  {
    rule: 'CTR304',
    what: 'no word about the port',
    programs: serving(server()),
    unlabelled: true,
    warning: true,
  },
  {
    rule: 'CTR206',
    what: 'a script without #!',
    programs: serving(server().replace('#!/bin/sh\n', '')),
  },
  {
    rule: 'CTR207',
    what: 'an ENTRYPOINT that is not there',
    programs: serving(server()),
    lines: ['ENTRYPOINT ["/usr/bin/start"]'],
  },
  {
    rule: 'CTR201',
    what: 'an entry point in shell form',
    programs: serving(server()),
    lines: ['ENTRYPOINT serve'],
  },
  { rule: 'CTR203', what: 'no program serve', programs: [{ name: 'train', text: training() }] },
  { rule: 'CTR204', what: 'serve without execute permission', programs: serving(server(), 0o644) },
  {
    rule: 'CTR205',
    what: 'line ends of Windows',
    programs: serving(server().replaceAll('\n', '\r\n')),
  },
  {
    rule: 'CTR301',
    what: 'a user other than root',
    programs: serving(server()),
    lines: ['USER 1000'],
  },
  {
    rule: 'CTR303',
    what: 'a server on 127.0.0.1',
    programs: serving(server({ listen: listening('httpd -f -p "127.0.0.1:$port"') })),
  },
  {
    rule: 'CTR306',
    what: 'a model baked into /opt/ml',
    programs: [...serving(server()), { name: 'weights', text: 'w' }],
    lines: ['RUN mkdir -p /opt/ml/model && cp /usr/bin/weights /opt/ml/model/'],
    warning: true,
  },
  {
    rule: 'CTR307',
    what: 'a start that needs a network',
    programs: serving(server({ before: 'grep -q eth0 /proc/net/dev || exit 1' })),
    warning: true,
  },
  {
    rule: 'CTR407',
    what: 'a port baked into the image',
    programs: serving(server()),
    lines: ['ENV SAGEMAKER_BIND_TO_PORT=8080'],
  },
  { rule: 'CTR602', what: 'a program for another processor', programs: serving(armProgram()) },
  {
    rule: 'CTR603',
    what: 'an interpreter that is missing',
    programs: serving('#!/usr/bin/python9\n'),
  },
  {
    rule: 'CTR701',
    what: 'a /ping that answers 404',
    programs: serving(server({ ping: 'answer "404 Not Found" ""' })),
  },
  {
    rule: 'CTR702',
    what: 'a /ping that takes 3 seconds',
    programs: serving(server({ ping: 'sleep 3; answer "200 OK" ""' })),
  },
  {
    rule: 'CTR703',
    what: 'an error for the sample',
    programs: serving(server({ invoke: 'answer "500 Oops" "no model"' })),
  },
  {
    rule: 'CTR704',
    what: 'a port known by heart',
    programs: serving(server({ listen: listening('nc -ll -p 8080 -e "$0" handle') })),
  },
  { rule: 'CTR705', what: 'a server deaf to SIGTERM', programs: serving(server({ listen: DEAF })) },
  {
    rule: 'CTR706',
    what: 'a cache beside the model',
    programs: serving(server({ before: 'echo x > /opt/ml/model/cache || exit 1' })),
  },
  {
    rule: 'CTR707',
    what: 'a refusal of unknown headers',
    programs: serving(
      server({
        invoke:
          'case "$headers" in *Mlctl*) answer "400 Bad" "" ;; *) answer "200 OK" "$body" ;; esac',
      }),
    ),
  },
  {
    rule: 'CTR708',
    what: 'one request at a time',
    programs: serving(oneByOne()),
    warning: true,
  },
  {
    rule: 'CTR709',
    what: 'a server that a bad payload ends',
    programs: serving(
      server({ invoke: 'case "$body" in "{"*) answer "200 OK" "$body" ;; *) kill 1 ;; esac' }),
    ),
  },
]

const reason = whyNoEngine()

describe.skipIf(reason !== undefined)(
  'container test of servers, with a real engine',
  { timeout: PATIENCE_MS, concurrent: true },
  () => {
    const { judge, containersOf, sample } = contractWorld()
    const payload = () => `--payload ${sample()}`

    it('finds nothing wrong with a server that keeps the contract, and leaves nothing behind', async () => {
      const good = await judge(
        { programs: serving(server()), lines: [LABEL] },
        'serving',
        payload(),
      )
      expect(good.broken).toEqual([])
      expect(good.exitCode).toBe(0)
      expect(good.checks.map(({ rule }) => rule)).toEqual(
        expect.arrayContaining([
          'CTR701',
          'CTR702',
          'CTR703',
          'CTR704',
          'CTR705',
          'CTR707',
          'CTR709',
        ]),
      )
      expect(containersOf(good.image)).toBe('')
    })

    it.each(SERVING)(
      '$rule catches $what',
      async ({ rule, warning, flags = '', unlabelled, ...made }) => {
        const lines = [...(made.lines ?? []), ...(unlabelled ? [] : [LABEL])]
        const bad = await judge({ ...made, lines }, 'serving', `${payload()} ${flags}`)
        expect(bad.broken, JSON.stringify(bad.checks, null, 1)).toContainEqual(
          expect.objectContaining({ rule, verdict: warning ? 'warning' : 'failed' }),
        )
        expect(bad.exitCode).toBe(warning ? 0 : 8)
        expect(containersOf(bad.image)).toBe('')
      },
    )
  },
)
