// The set re-exported here is the set of STS operations that mlctl can call.
export { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
