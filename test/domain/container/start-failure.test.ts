import { expect, it } from 'vitest'
import { ruleOfStartFailure } from '../../../src/lib/domain/container/contract/start-failure.ts'

// Words of Docker 20.10 and 29 with runc 1.1 and 1.5, of Podman 4.3 with crun 1.8, as they came.
it.each([
  ['Error response from daemon: unable to find user root: no matching entries in passwd file'],
  ['unable to find user nobody: no matching entries in passwd file'],
])('%s: the user of the image is to blame', (said) => {
  expect(ruleOfStartFailure(said)).toBe('CTR301')
})

it.each([
  [
    'OCI runtime create failed: runc create failed: unable to start container process: exec: "/usr/bin/start": stat /usr/bin/start: no such file or directory',
  ],
  ['crun: executable file `/usr/bin/start` not found in $PATH: No such file or directory'],
  ['OCI runtime create failed: exec /usr/bin/serve: exec format error'],
])('%s: the program of the image is to blame', (said) => {
  expect(ruleOfStartFailure(said)).toBe('CTR207')
})

it.each([
  [
    'failed to set up container networking: failed to start userland proxy for port mapping 127.0.0.1:32769:10.213.78.2:8080/tcp',
  ],
  ['OCI runtime create failed: runc create failed: namespace {"time" ""} does not exist'],
  ['OCI runtime create failed: unknown version specified'],
  ['error during container init: seccomp: config provided but seccomp not supported'],
  ['crun: setrlimit `RLIMIT_NOFILE`: Operation not permitted: OCI permission denied'],
  ['crun: cgroups in hybrid mode not supported: OCI runtime error'],
])('%s: the engine is to blame, and nobody judges the image', (said) => {
  expect(ruleOfStartFailure(said)).toBeUndefined()
})
