import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  baseImages,
  baseRegions,
  FRAMEWORKS,
} from '../../../src/lib/domain/container/images/base-images.ts'
import { lifecyclePolicy } from '../../../src/lib/domain/container/images/lifecycle.ts'
import {
  chooseImage,
  readManifest,
  toDockerManifest,
} from '../../../src/lib/domain/container/images/manifest.ts'
import { isAtLeast } from '../../../src/lib/domain/container/images/severities.ts'
import {
  ecrHost,
  parseImageUri,
  repositoryProblem,
  tagProblem,
} from '../../../src/lib/domain/container/images/uri.ts'
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST, sha } from '../../support/images.ts'

const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
const GZIP_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

const entry = (mediaType: string, content: string) => ({
  mediaType,
  digest: sha(content),
  size: content.length,
})

const oci = (layers: readonly object[], config: object = entry(OCI_CONFIG, '{}')) => ({
  text: JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers }),
  mediaType: OCI_MANIFEST,
})

describe('an OCI manifest as a Docker one', () => {
  it('keeps digests, sizes and order of config and layers, whatever they are', () => {
    const content = fc.array(fc.string(), { maxLength: 8 })
    fc.assert(
      fc.property(content, (contents) => {
        const before = oci(contents.map((each) => entry(GZIP_LAYER, each)))
        const after = toDockerManifest(before)
        const [old, now] = [readManifest(before), readManifest(after)]
        if (old.kind === 'index' || now.kind === 'index') throw new Error('not an image')
        const bare = ({ digest, size }: { digest: string; size: number }) => ({ digest, size })
        expect(now.image.layers.map(bare)).toEqual(old.image.layers.map(bare))
        expect(bare(now.image.config)).toEqual(bare(old.image.config))
        expect(now.mediaType).toBe(DOCKER_MANIFEST)
        expect(toDockerManifest(after)).toBe(after)
      }),
    )
  })

  it.each([
    ['zstd layers', oci([entry(`${GZIP_LAYER.replace('gzip', 'zstd')}`, 'a')])],
    ['encrypted layers', oci([entry(`${GZIP_LAYER}+encrypted`, 'a')])],
    ['layers kept elsewhere', oci([{ ...entry(GZIP_LAYER, 'a'), urls: ['https://x.test'] }])],
    ['configs that are none', oci([], entry('application/vnd.in-toto+json', '{}'))],
    ['what is no manifest', { text: '{"schemaVersion":1}', mediaType: '' }],
    ['what is no JSON', { text: '<html>', mediaType: '' }],
  ])('is refused for %s', (_what, manifest) => {
    expect(() => toDockerManifest(manifest)).toThrow(
      expect.objectContaining({ code: 'MLC-CTR-108' }),
    )
  })
})

describe('an index', () => {
  const listed = (os: string, architecture: string) => ({
    ...entry(OCI_MANIFEST, os + architecture),
    platform: { os, architecture },
  })
  const attestation = listed('unknown', 'unknown')

  it('gives the image of the platform', () => {
    const all = [listed('linux', 'arm64'), attestation, listed('linux', 'amd64')]
    expect(chooseImage(all, 'linux/amd64')).toBe(all[2])
  })

  it('gives its one image without a platform, and no attestation', () => {
    const only = entry(OCI_MANIFEST, 'a')
    expect(chooseImage([attestation, only], 'linux/amd64')).toBe(only)
    expect(() => chooseImage([attestation], 'linux/amd64')).toThrow(/not for linux\/amd64/)
    expect(() => chooseImage([listed('linux', 'arm64')], 'linux/amd64')).toThrow(/not for/)
  })

  it('without a media type of its own has that of the answer', () => {
    const text = JSON.stringify({ schemaVersion: 2, manifests: [entry(OCI_MANIFEST, 'a')] })
    expect(readManifest({ text, mediaType: OCI_INDEX }).mediaType).toBe(OCI_INDEX)
  })
})

it.each([
  ['us-east-1', 'amazonaws.com'],
  ['us-gov-west-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu'],
  ['us-iso-east-1', 'c2s.ic.gov'],
  ['us-isob-east-1', 'sc2s.sgov.gov'],
])('a registry of %s ends in %s, and its images are read back', (region, suffix) => {
  const host = ecrHost('123456789012', region)
  expect(host).toBe(`123456789012.dkr.ecr.${region}.${suffix}`)
  const read = parseImageUri(`${host}/a/b:v1`)
  expect(read).toEqual({ account: '123456789012', region, host, repository: 'a/b', tag: 'v1' })
})

it.each([
  'fraud:v1',
  '123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud',
  '12345.dkr.ecr.us-east-1.amazonaws.com/fraud:v1',
  '123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud@sha256:abc',
])('%s is no image in ECR', (text) => {
  expect(() => parseImageUri(text)).toThrow(expect.objectContaining({ code: 'MLC-CTR-105' }))
})

/** The pattern of the ECR API model (RepositoryName). */
const MODEL = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/

it('a repository name that is let through is one of the API model', () => {
  const name = fc.string({
    unit: fc.constantFrom('a', '0', '-', '_', '.', '/', 'A'),
    maxLength: 12,
  })
  fc.assert(
    fc.property(name, (text) => {
      const isFine = text.length >= 2 && MODEL.test(text)
      expect(repositoryProblem(text) === undefined).toBe(isFine)
    }),
    { numRuns: 2000 },
  )
})

it.each([
  ['v1', true],
  ['latest', true],
  ['-v1', false],
  ['a/b', false],
  ['x'.repeat(129), false],
])('the tag %s can be: %s', (tag, can) => {
  expect(tagProblem(tag) === undefined).toBe(can)
})

it('a lifecycle policy has the length that ECR takes', () => {
  const { length } = lifecyclePolicy(20)
  expect(length).toBeGreaterThanOrEqual(100)
  expect(length).toBeLessThanOrEqual(30_720)
})

it.each([
  ['CRITICAL', 'high', true],
  ['HIGH', 'high', true],
  ['MEDIUM', 'high', false],
  ['UNDEFINED', 'informational', false],
  ['SOMETHING', 'low', false],
] as const)('a finding of %s fails a gate at %s: %s', (severity, gate, fails) => {
  expect(isAtLeast(severity, gate)).toBe(fails)
})

it('every region of the table has images of some framework, owned by an account', () => {
  expect(baseRegions().length).toBeGreaterThan(30)
  for (const region of baseRegions()) {
    const images = FRAMEWORKS.flatMap((framework) => baseImages(region, framework))
    expect(images.length).toBeGreaterThan(0)
    for (const { account } of images) expect(account).toMatch(/^\d{12}$/)
  }
  expect(baseImages('us-east-1', 'sklearn')[0]?.account).toBe('683313688378')
  expect(baseImages('eu-central-2', 'pytorch')[0]?.account).toBe('380420809688')
})
