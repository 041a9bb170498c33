import { expect, it } from 'vitest'
import { buildRemedy } from '../../../src/lib/domain/container/build/remedy.ts'

it.each([
  ['dial tcp: lookup public.ecr.aws on 10.0.0.2:53: no such host', 'look at network'],
  ['Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout', 'look at network'],
  ['tls: failed to verify: x509: certificate signed by unknown authority', 'not trusted'],
  ['pull access denied for churn, repository does not exist', 'mlctl container login'],
  ['failed to resolve source metadata: unexpected status: 401 Unauthorized', 'container login'],
  ['reading manifest 3.99 in docker.io/library/python: manifest unknown', 'line FROM'],
  ['docker.io/library/python:3.99: not found', 'line FROM'],
  ['/bin/sh: gcc: not found, the compiler is missing', 'Correct the step'],
  ['', 'Correct the step'],
])('a build that ends with %j is told: %s', (output, remedy) =>
  expect(buildRemedy('FROM python:3.12', output)).toContain(remedy),
)

it.each(['RUN pip install x', '[3/5] RUN pip install x'])(
  'what %s reached or not is its own affair',
  (step) => expect(buildRemedy(step, 'no such host')).toContain('Correct the step'),
)
