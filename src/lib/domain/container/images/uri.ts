import { UsageError } from '../../../errors.ts'

/** An image in ECR, as its URI says. */
export type ImageUri = {
  readonly account: string
  readonly region: string
  readonly host: string
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
}

/** Partition host suffixes (botocore partitions.json); aws and aws-us-gov share the first. */
const SUFFIXES: readonly (readonly [prefix: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
]

/** `<account>.dkr.ecr.<region>.<suffix>`. */
export const ecrHost = (account: string, region: string): string => {
  const suffix = SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com'
  return `${account}.dkr.ecr.${region}.${suffix}`
}

const URI =
  /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.([a-z.\-0-9]+)\/([^:@]+)(?::([\w.-]{1,128}))?(?:@(sha256:[0-9a-f]{64}))?$/

/** @throws UsageError MLC-CTR-105 for what is no image URI of ECR. */
export const parseImageUri = (text: string): ImageUri => {
  const found = URI.exec(text)
  const [, account = '', region = '', , repository = '', tag, digest] = found ?? []
  if (found === null || (tag === undefined && digest === undefined)) {
    throw new UsageError('MLC-CTR-105', `${text} is no image in ECR.`, {
      hint: 'Write <account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>, or …@sha256:<digest>.',
    })
  }
  return {
    account,
    region,
    host: text.slice(0, text.indexOf('/')),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
}

/** What names the image within its repository; the digest goes before the tag. */
export const referenceOf = ({ tag, digest }: Pick<ImageUri, 'tag' | 'digest'>): string =>
  digest ?? tag ?? 'latest'

/** Equal to the pattern of the ECR API model, but linear. */
const REPOSITORY_PART = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/

/** What is wrong with a repository's name; undefined when fine. */
export const repositoryProblem = (name: string): string | undefined => {
  if (name.length < 2 || name.length > 256) return 'It has 2 to 256 characters.'
  const bad = name.split('/').find((part) => !REPOSITORY_PART.test(part))
  return bad === undefined
    ? undefined
    : 'Parts between slashes are lower-case letters and digits, parted by one . or _, by __ or by -.'
}

/** What is wrong with a tag; undefined when fine (the form of the Distribution API, which pulls by it). */
export const tagProblem = (tag: string): string | undefined =>
  /^\w[\w.-]{0,127}$/.test(tag)
    ? undefined
    : 'A tag has up to 128 letters, digits, . _ and -, and begins with none of . and -.'
