import { parseArn } from '../../core/arn.ts'

/**
 * The repository ARN of an image (`<account>.dkr.ecr.<region>.amazonaws.com/<name>[:tag|@digest]`) or of a
 * repository ARN; undefined for anything else. AWS's own images lie in accounts of AWS: the ARN names them.
 */
export const repositoryArnOf = (text: string, partition: string): string | undefined => {
  const arn = parseArn(text)
  if (arn !== undefined) {
    return arn.service === 'ecr' && arn.resource.startsWith('repository/') ? text : undefined
  }
  const image =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([a-z0-9][a-z0-9._/-]*)(?:[:@].*)?$/.exec(
      text,
    )
  if (image === null) return undefined
  const [, account = '', region = '', name = ''] = image
  return `arn:${partition}:ecr:${region}:${account}:repository/${name}`
}

/**
 * The ARN of a repository that is pushed to: of an image or an ARN as above, or of a plain name (`team/churn`,
 * a tag is left out) in the registry of the account.
 */
export const ownRepositoryArnOf = (
  text: string,
  scope: { readonly partition: string; readonly region: string; readonly account: string },
): string | undefined => {
  const known = repositoryArnOf(text, scope.partition)
  if (known !== undefined) return known
  const [, name] =
    /^((?:[a-z0-9]+(?:[._-]+[a-z0-9]+)*\/)*[a-z0-9]+(?:[._-]+[a-z0-9]+)*)(?::[\w.-]+)?$/.exec(
      text,
    ) ?? []
  return name === undefined || /^[^/]*\.[^/]*\//.test(name)
    ? undefined
    : `arn:${scope.partition}:ecr:${scope.region}:${scope.account}:repository/${name}`
}
