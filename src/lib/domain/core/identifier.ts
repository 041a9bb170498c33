import { resourceNameProblem } from './resource-name.ts'

export type IdentifierKind = 'deployment' | 'purchase' | 'model' | 'job'

/** The ending of an ARN and the characters of a name, by kind (patterns of the Bedrock API model). */
const KINDS: Readonly<
  Record<IdentifierKind, { readonly what: string; readonly arn: RegExp; readonly name?: RegExp }>
> = {
  deployment: { what: 'a deployment', arn: /:custom-model-deployment\/[a-z0-9]{12}$/ },
  purchase: { what: 'Provisioned Throughput', arn: /:provisioned-model\/[a-z0-9]{12}$/ },
  model: {
    what: 'a model',
    arn: /:(custom|foundation|imported)-model\/[a-zA-Z0-9./:-]+$/,
    name: /^[0-9a-zA-Z][0-9a-zA-Z_.:-]*$/,
  },
  job: {
    what: 'a customization job',
    arn: /:model-customization-job\/[a-z0-9./:-]+$/,
    name: /^[0-9a-zA-Z][0-9a-zA-Z+.-]*$/,
  },
}

const ARN = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]{1,20}:\d*:/

/** Why nothing of this kind can have the name or ARN; undefined when it can. */
export const identifierProblem = (nameOrArn: string, kind: IdentifierKind): string | undefined => {
  const { what, arn, name } = KINDS[kind]
  if (nameOrArn.startsWith('arn:')) {
    return ARN.test(nameOrArn) && arn.test(nameOrArn) ? undefined : `This is no ARN of ${what}.`
  }
  if (name === undefined) return resourceNameProblem(nameOrArn)
  return name.test(nameOrArn) ? undefined : `No name of ${what} looks like this.`
}
