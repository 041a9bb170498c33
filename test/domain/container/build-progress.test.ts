import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NOTHING_BUILT, readBuildLine } from '../../../src/lib/domain/container/build/progress.ts'

const read = (lines: readonly string[]) => lines.reduce(readBuildLine, NOTHING_BUILT)
const base64 = (text: string) => Buffer.from(text).toString('base64')

const PODMAN = [
  'STEP 1/3: FROM scratch',
  'STEP 2/3: COPY busybox /bin/busybox',
  '--> Using cache 0921d70b8e8dc7bc8138cdfa952a55555a80e6d5cddb6e1db9fa3bea83908492',
  '--> 0921d70b8e8',
  'STEP 3/3: RUN pip install churn',
  'Collecting churn',
  'No matching distribution found for churn',
  'Error: error building at STEP "RUN pip install churn": exit status 1',
]

const DOCKER_OLD = [
  'Step 1/2 : FROM python:3.12-slim',
  ' ---> 0921d70b8e8d',
  'Step 2/2 : RUN make',
  'make: *** No targets',
]

const BUILDKIT_PLAIN = [
  '#1 [internal] load build definition from Dockerfile',
  '#1 DONE 0.0s',
  '#4 [1/2] FROM docker.io/library/python:3.12-slim',
  '#4 CACHED',
  '#5 [stage-1 2/2] RUN make',
  '#5 0.312 make: *** No targets',
  '#5 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2',
]

const BUILDKIT_JSON = [
  {
    vertexes: [
      {
        digest: 'sha256:a',
        name: '[1/2] FROM python:3.12-slim',
        started: 't',
        completed: 't',
        cached: true,
      },
    ],
  },
  { vertexes: [{ digest: 'sha256:b', name: '[2/2] RUN make', started: 't' }] },
  { logs: [{ vertex: 'sha256:b', stream: 2, data: base64('make: *** No targets\n') }] },
  {
    vertexes: [
      {
        digest: 'sha256:b',
        name: '[2/2] RUN make',
        started: 't',
        completed: 't',
        error: 'exit code: 2',
      },
    ],
  },
].map((row) => JSON.stringify(row))

it.each([
  ['podman', PODMAN, 3, 3, 1, 'RUN pip install churn'],
  ['docker’s old builder', DOCKER_OLD, 2, 2, 0, 'RUN make'],
  ['buildkit, plain', BUILDKIT_PLAIN, 2, 2, 1, 'RUN make'],
  ['buildkit, rawjson', BUILDKIT_JSON, 2, 2, 1, 'RUN make'],
])('%s: steps, cache and what runs are read', (_name, lines, step, total, cached, current) => {
  expect(read(lines)).toMatchObject({ step, total, cached, current })
})

it.each([
  ['podman', PODMAN, 'RUN pip install churn', 'No matching distribution found for churn'],
  ['buildkit, plain', BUILDKIT_PLAIN, 'RUN make', 'make: *** No targets'],
  ['buildkit, rawjson', BUILDKIT_JSON, '[2/2] RUN make', 'make: *** No targets'],
])('%s: a failing step is named with what it printed', (_name, lines, step, last) => {
  const picture = read(lines)
  expect(picture.failure?.step).toBe(step)
  expect(picture.tail.at(-1)).toBe(last)
})

it('output of other steps after a failure does not push its own away', () => {
  const later = [
    JSON.stringify({
      vertexes: [{ digest: 'sha256:c', name: '[other 1/1] RUN sleep', started: 't' }],
    }),
    JSON.stringify({ logs: [{ vertex: 'sha256:c', data: base64('still here\n') }] }),
  ]
  expect(read([...BUILDKIT_JSON, later[1] ?? '']).tail).toEqual(['make: *** No targets'])
})

it('no line of any program stops the reader, and the tail stays short', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.constantFrom(...PODMAN, ...BUILDKIT_PLAIN, ...BUILDKIT_JSON),
        ),
      ),
      (lines) => {
        expect(read(lines).tail.length).toBeLessThanOrEqual(30)
      },
    ),
  )
})
