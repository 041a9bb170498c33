import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Locked = {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
}

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const manifest = json('package.json')
const locked: readonly (readonly [string, Locked])[] = Object.entries(
  json('package-lock.json').packages as Record<string, Locked>,
).filter(([path]) => path !== '')

/** Their install scripts only repair what a broken installation left out; they do not run here. */
const WITH_INSTALL_SCRIPT = ['node_modules/esbuild']

describe('what is installed with mlctl', () => {
  it('is mlctl alone: everything it needs is bundled', () => {
    expect(manifest.dependencies).toBeUndefined()
    expect(manifest.optionalDependencies).toBeUndefined()
    expect(manifest.bundleDependencies).toBeUndefined()
  })

  it('runs nothing when it is installed', () => {
    const hooks = Object.keys(manifest.scripts).filter((name) =>
      /^(pre|post)?install$|^prepare$|^(pre|post)prepare$/.test(name),
    )
    expect(hooks).toEqual([])
  })

  it('is published with a statement of where it was built', () => {
    expect(manifest.publishConfig).toMatchObject({ provenance: true })
  })
})

describe('what mlctl is built with', () => {
  it('is named to the very version', () => {
    const loose = Object.entries(manifest.devDependencies as Record<string, string>).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    )
    expect(loose).toEqual([])
  })

  it('runs no install scripts, and those that would are known', () => {
    expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m)
    const scripted = locked.flatMap(([path, { hasInstallScript }]) =>
      hasInstallScript ? path : [],
    )
    expect(scripted).toEqual(WITH_INSTALL_SCRIPT)
  })

  it('is locked by version and content, and to no registry', () => {
    expect(locked.length).toBeGreaterThan(200)
    expect(locked.filter(([, { version }]) => version === undefined)).toEqual([])
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
    // Of packages for other machines npm records the content only when it fetches them.
    const unsealed = locked.filter(([, { integrity, optional }]) => !integrity && !optional)
    expect(unsealed).toEqual([])
    const weak = locked.filter(([, { integrity }]) => integrity && !integrity.startsWith('sha512-'))
    expect(weak).toEqual([])
  })
})
