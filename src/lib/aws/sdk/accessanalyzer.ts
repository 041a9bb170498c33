// The set re-exported here is the set of Access Analyzer operations that mlctl can call.
export { AccessAnalyzerClient, ValidatePolicyCommand } from '@aws-sdk/client-accessanalyzer'
