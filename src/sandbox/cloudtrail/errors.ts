import { ServiceError } from '../service.ts'

/** CloudTrail's refusals by the codes of its API model; texts as users report them. */
export const refusal = {
  notFound: (arn: string, account: string) =>
    new ServiceError('TrailNotFoundException', `Unknown trail: ${arn} for the user: ${account}`),
  exists: (name: string, account: string) =>
    new ServiceError(
      'TrailAlreadyExistsException',
      `Trail ${name} already exists for customer: ${account}`,
    ),
  name: (name: string) =>
    new ServiceError(
      'InvalidTrailNameException',
      `Trail name ${name} must be 3 to 128 letters, digits, periods, underscores or dashes, and start and end with a letter or digit.`,
    ),
  noBucket: (bucket: string) =>
    new ServiceError('S3BucketDoesNotExistException', `S3 bucket ${bucket} does not exist!`),
  bucketPolicy: (bucket: string) =>
    new ServiceError(
      'InsufficientS3BucketPolicyException',
      `Incorrect S3 bucket policy is detected for bucket: ${bucket}`,
    ),
  homeRegion: (region: string) =>
    new ServiceError(
      'InvalidHomeRegionException',
      `The trail can only be changed in its home region ${region}.`,
    ),
  selectors: (text: string) => new ServiceError('InvalidEventSelectorsException', text),
  token: () => new ServiceError('InvalidNextTokenException', 'Invalid NextToken.'),
}
