import { UsageError } from '../../../errors.ts'
import type { Choices } from './choices.ts'

/** Images of ECR Public: the official ones of Docker Hub, without its limit of pulls. */
const LIBRARY = 'public.ecr.aws/docker/library'

/** The image that runs, and the one in which packages are built where they need a compiler. */
export type Bases = { readonly run: string; readonly build: string }

/** Both toolkits name 3.10 as their last; 3.10 is past its end of life, and on 3.11 they are proven here. */
const TOOLKIT_PYTHON = '3.11'
const PYTHON = '3.12'

const DIGEST = /^sha256:[0-9a-f]{64}$/
const REFERENCE =
  /^[a-z0-9][a-z0-9._-]*(?::\d+)?(?:\/[a-z0-9][a-z0-9._-]*)*(?::[\w][\w.-]{0,127})?$/

/** @throws UsageError MLC-CTR-005 when `--base` is no image reference. */
export const basesOf = ({ language, toolkit, base }: Choices): Bases => {
  if (base !== undefined) {
    const [name = '', digest] = base.split('@')
    if (!REFERENCE.test(name) || (digest !== undefined && !DIGEST.test(digest))) {
      throw new UsageError('MLC-CTR-005', `${base} is no reference of an image.`, {
        hint: 'Write host/repository:tag, or host/repository@sha256:<digest>.',
      })
    }
    return { run: base, build: base }
  }
  if (language === 'node') {
    const image = `${LIBRARY}/node:22-bookworm-slim`
    return { run: image, build: image }
  }
  const version = toolkit === 'none' ? PYTHON : TOOLKIT_PYTHON
  return {
    run: `${LIBRARY}/python:${version}-slim-bookworm`,
    build: `${LIBRARY}/python:${version}-bookworm`,
  }
}
