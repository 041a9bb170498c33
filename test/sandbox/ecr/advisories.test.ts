import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ADVISORIES } from '../../../src/sandbox/ecr/advisories.ts'
import { compareVersions, findingsOf } from '../../../src/sandbox/ecr/packages.ts'
import { tarOf } from '../../support/images.ts'
import { tempFolder } from '../../support/temp-folder.ts'

/** The faults found in an image of one package, by their ids. */
const found = async (
  { kind, release }: (typeof ADVISORIES)[number],
  name: string,
  version: string,
): Promise<readonly string[]> => {
  const path = join(tempFolder(), 'layer.tar')
  const files =
    kind === 'apk'
      ? { 'lib/apk/db/installed': `P:${name}\nV:${version}\n\n` }
      : {
          'etc/os-release': `VERSION_CODENAME=${release ?? 'sid'}\n`,
          'var/lib/dpkg/status': `Package: ${name}\nVersion: ${version}\n\n`,
        }
  writeFileSync(path, await tarOf(files))
  return (await findingsOf([path]))?.map((finding) => finding.name) ?? ['no database']
}

describe.each(ADVISORIES)('$id, fixed in $fixed', (advisory) => {
  const { id, names, fixed, since = `${fixed}~` } = advisory

  it.each(names)('is found in %s before, and not in the fixed version', async (name) => {
    expect(await found(advisory, name, since)).toContain(id)
    expect(await found(advisory, name, fixed)).not.toContain(id)
  })

  it('begins before it is fixed, and says whence it is known', () => {
    expect(compareVersions(since, fixed)).toBeLessThan(0)
    expect(advisory.source).toMatch(new RegExp(`^https://.*/${id}$`))
  })
})

it('a fault of Debian 12 is not looked for in another release', async () => {
  const [advisory] = ADVISORIES.filter(({ release }) => release === 'bookworm')
  if (advisory === undefined) throw new Error('no advisory of Debian 12')
  const other = { ...advisory, release: 'trixie' }
  expect(await found(other, advisory.names[0] ?? '', `${advisory.fixed}~`)).toEqual([])
})
