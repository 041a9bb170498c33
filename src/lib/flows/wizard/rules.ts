import { findModel } from '../../domain/catalogue/find.ts'
import type { Catalogue } from '../../domain/catalogue/model.ts'
import { checkHyperparameters } from '../../domain/finetune/hyperparameters.ts'
import { nameProblem } from '../../domain/finetune/names.ts'
import { defaultRoleName, roleNameOf, roleNameProblem } from '../../domain/iam/names.ts'
import { bucketNameProblems, defaultBucketName } from '../../domain/storage/bucket-names.ts'
import { s3UriProblems } from '../../domain/storage/s3-uris.ts'
import type { Rules } from '../../domain/wizard/facts.ts'

/** The checks of the other areas, as the questions need them: what the flags are checked with. */
export const wizardRules = (catalogue: Catalogue): Rules => ({
  name: (text) => prefixed('The name', nameProblem(text)),
  bucketName: (text) => sentence(bucketNameProblems(text)[0]),
  roleName: (text) => roleNameProblem(roleNameOf(text)),
  objectUri: (text) => sentence(s3UriProblems(text, 'file')[0]),
  hyperparameter: (model, name, text) => {
    const found = findModel(catalogue, model)
    if (found === undefined) return undefined
    const { errors } = checkHyperparameters(found, { [name]: text })
    // Errors about other settings that must be given are for their own questions.
    const problem = errors.find((error) => error.startsWith(name))
    return problem === undefined ? undefined : `${problem}.`
  },
  proposedBucket: ({ account, region }) => defaultBucketName(account, region),
  proposedRole: defaultRoleName,
})

const prefixed = (what: string, problem: string | undefined): string | undefined =>
  problem === undefined ? undefined : `${what} ${problem}.`

const sentence = (problem: string | undefined): string | undefined =>
  problem === undefined ? undefined : `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`
