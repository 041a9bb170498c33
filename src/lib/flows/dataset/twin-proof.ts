import { createHash } from 'node:crypto'
import type { TwinClaim } from '../../domain/dataset/check.ts'
import { lineSplitter } from '../../domain/dataset/lines.ts'
import { bare } from '../../domain/dataset/text.ts'
import type { Ports } from '../../ports/all.ts'
import { openSource } from './open-source.ts'

type Needs = Pick<Ports, 'files' | 'objects'>

/** Claims that are kept to be proven; beyond them the 64-bit digests have to do. */
const MAX_CLAIMS = 10_000

/**
 * Proves that lines are equal by reading both again, before it is said: a digest of 64 bits made for
 * speed is a hint. Only local files can be read twice; of others the digest decides.
 */
export const twinProof = () => {
  const readable = new Set<string>()
  const claims: TwinClaim[] = []
  return {
    mayReadAgain: (path: string): void => void readable.add(path),
    /** Keeps a claim to prove it; false when it cannot. */
    hold: (made: () => TwinClaim): boolean => {
      if (claims.length >= MAX_CLAIMS) return false
      const claim = made()
      const canProve = readable.has(claim.earlier.file) && readable.has(claim.at.file)
      if (!canProve) return false
      claims.push(claim)
      return true
    },
    /** The claims that are true, in the order they were made. */
    proven: async (ports: Needs): Promise<readonly TwinClaim[]> => {
      const wanted = new Map<string, Set<number>>()
      for (const { at, earlier } of claims) {
        for (const { file, line } of [at, earlier]) {
          wanted.set(file, (wanted.get(file) ?? new Set()).add(line))
        }
      }
      const digests = new Map<string, ReadonlyMap<number, string>>()
      for (const [file, lines] of wanted) digests.set(file, await lineDigests(ports, file, lines))
      const digestOf = ({ file, line }: { readonly file: string; readonly line: number }) =>
        digests.get(file)?.get(line)
      return claims.filter(
        ({ at, earlier }) => digestOf(at) !== undefined && digestOf(at) === digestOf(earlier),
      )
    },
  }
}

/** Digests of some lines; reading ends with the last of them. */
const lineDigests = async (
  ports: Needs,
  path: string,
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string>> => {
  const found = new Map<number, string>()
  const splitter = lineSplitter({
    line: ({ number, offset, bytes }) => {
      if (!wanted.has(number)) return
      const content = bare(bytes, offset === 0)
      found.set(number, createHash('sha256').update(content).digest('base64'))
    },
    tooLong: () => undefined,
  })
  for await (const chunk of await openSource(ports, path)) {
    splitter.push(chunk)
    if (found.size === wanted.size) return found
  }
  splitter.end()
  return found
}
