import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { ADVISORIES } from './advisories.ts'
import type { Advisory } from './advisory.ts'
import type { Finding } from './state.ts'
import { filesOfTar } from './tar.ts'

type Package = {
  readonly kind: 'dpkg' | 'apk'
  readonly name: string
  readonly version: string
}

const DPKG = 'var/lib/dpkg/status'
const APK = 'lib/apk/db/installed'
const RELEASES = ['etc/os-release', 'usr/lib/os-release']

const isGzip = async (path: string): Promise<boolean> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}

const layerFiles = async (path: string): Promise<ReadonlyMap<string, Buffer>> => {
  const raw = createReadStream(path)
  const wants = (name: string) => name === DPKG || name === APK || RELEASES.includes(name)
  return filesOfTar((await isGzip(path)) ? raw.pipe(createGunzip()) : raw, wants)
}

/** What a package database says: blocks of lines, parted by empty ones. */
const packagesOf = (
  database: string,
  kind: Package['kind'],
  [name, version]: readonly [RegExp, RegExp],
): readonly Package[] =>
  database.split(/\n\n+/).flatMap((block) => {
    const found = { kind, name: name.exec(block)?.[1], version: version.exec(block)?.[1] }
    return found.name === undefined || found.version === undefined ? [] : [found as Package]
  })

/** How dpkg orders a character: `~` before the end, letters before the rest (deb-version(7)). */
const order = (char: string | undefined): number => {
  if (char === undefined) return 0
  if (char === '~') return -1
  return /[a-z]/i.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256
}

const compareText = (a: string, b: string): number => {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = order(a[at]) - order(b[at])
    if (difference !== 0) return difference
  }
  return 0
}

const partsOf = (text: string): string[] => [...(text.match(/\d+|\D+/g) ?? [])]

const comparePart = (a: string, b: string): number => {
  const [left, right] = [partsOf(a), partsOf(b)]
  // A part begins with text, perhaps empty, and goes on by turns with numbers.
  if (/^\d/.test(a)) left.unshift('')
  if (/^\d/.test(b)) right.unshift('')
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [x = '', y = ''] = [left[at], right[at]]
    const difference = at % 2 === 1 ? Number(x) - Number(y) : compareText(x, y)
    if (difference !== 0) return difference
  }
  return 0
}

/** Negative when `a` is older; by the rules of deb-version(7), which serve for apk here too. */
export const compareVersions = (a: string, b: string): number => {
  const [left, right] = [a, b].map((version) => {
    const [, epoch = '0', upstream = '', revision = ''] =
      /^(?:(\d+):)?(.*?)(?:-([^-]*))?$/.exec(version) ?? []
    return { epoch: Number(epoch), upstream, revision }
  })
  if (left === undefined || right === undefined) return 0
  return (
    left.epoch - right.epoch ||
    comparePart(left.upstream, right.upstream) ||
    comparePart(left.revision, right.revision)
  )
}

const isAffected = (each: Package, advisory: Advisory, release: string | undefined): boolean =>
  advisory.kind === each.kind &&
  advisory.names.includes(each.name) &&
  (advisory.release === undefined || advisory.release === release) &&
  compareVersions(each.version, advisory.fixed) < 0 &&
  (advisory.since === undefined || compareVersions(each.version, advisory.since) >= 0)

const findingOf = (each: Package, advisory: Advisory): Finding => ({
  name: advisory.id,
  description: advisory.says,
  uri: advisory.source,
  severity: advisory.severity,
  attributes: [
    { key: 'package_name', value: each.name },
    { key: 'package_version', value: each.version },
    { key: 'fixed_in', value: advisory.fixed },
  ],
})

/**
 * The known faults of the packages in an image's layers (paths, lowest first); undefined when no layer
 * has a package database, so that nothing can be said.
 */
export const findingsOf = async (
  layers: readonly string[],
): Promise<readonly Finding[] | undefined> => {
  const files = new Map<string, Buffer>()
  for (const path of layers) {
    for (const [name, content] of await layerFiles(path)) files.set(name, content)
  }
  const [dpkg, apk] = [files.get(DPKG), files.get(APK)]
  if (dpkg === undefined && apk === undefined) return undefined
  const release = RELEASES.map((name) => files.get(name)?.toString())
    .map((os) => /^VERSION_CODENAME="?([\w-]+)/m.exec(os ?? '')?.[1])
    .find((name) => name !== undefined)
  const packages = [
    ...packagesOf(dpkg?.toString() ?? '', 'dpkg', [/^Package: (\S+)/m, /^Version: (\S+)/m]),
    ...packagesOf(apk?.toString() ?? '', 'apk', [/^P:(\S+)/m, /^V:(\S+)/m]),
  ]
  return packages.flatMap((each) =>
    ADVISORIES.filter((advisory) => isAffected(each, advisory, release)).map((advisory) =>
      findingOf(each, advisory),
    ),
  )
}
