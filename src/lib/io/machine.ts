import { X509Certificate } from 'node:crypto'
import { access, constants, readFile, stat, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import type { CertificateView, FolderState, Machine } from '../ports/machine.ts'
import { fileError } from './file-errors.ts'
import type { Environment } from './style.ts'

/** The computer that this process runs on. */
export const localMachine = (place: {
  readonly env: Environment
  readonly stateFolder: string
  readonly workingFolder: string
}): Machine => ({
  nodeVersion: process.versions.node,
  folders: { state: place.stateFolder, temporary: tmpdir(), working: place.workingFolder },
  now: () => Date.now(),
  variable: (name) => place.env[name] || undefined,
  freeBytes: async (path) => {
    const { looked } = await folderState(path)
    return statfs(looked).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => undefined,
    )
  },
  folder: folderState,
  certificates,
  // Sockets and TLS are loaded by whoever connects.
  reach: async (ask) => (await import('./reach.ts')).reach(ask),
  within,
})

const folderState = async (path: string): Promise<FolderState> => {
  let looked = path
  for (;;) {
    const found = await stat(looked).catch(() => undefined)
    if (found !== undefined || dirname(looked) === looked) {
      const isWritable =
        found?.isDirectory() === true &&
        (await access(looked, constants.W_OK | constants.X_OK).then(
          () => true,
          () => false,
        ))
      return {
        exists: found !== undefined && looked === path,
        isWritable,
        looked,
        ...(found === undefined || process.platform === 'win32'
          ? {}
          : { mode: found.mode & 0o777 }),
      }
    }
    looked = dirname(looked)
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

const certificates = async (path: string): Promise<readonly CertificateView[]> => {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fileError(cause, path)
  })
  return (text.match(CERTIFICATE) ?? []).map((pem) => {
    const certificate = parsed(pem, path)
    return {
      subject: certificate.subject.replaceAll('\n', ', '),
      validTo: new Date(certificate.validTo).toISOString(),
    }
  })
}

const parsed = (pem: string, path: string): X509Certificate => {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new Error(`${path} holds a certificate that cannot be read`, { cause })
  }
}

const within: Machine['within'] = async (ms, work) => {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'timed-out'>((resolve) => {
    timer = setTimeout(() => {
      resolve('timed-out')
      controller.abort(new Error('timed out'))
    }, ms)
  })
  try {
    return await Promise.race([work(controller.signal).then((value) => ({ value })), late])
  } finally {
    clearTimeout(timer)
  }
}
