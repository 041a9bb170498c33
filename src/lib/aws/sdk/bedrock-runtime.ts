// The set re-exported here is the set of Bedrock runtime operations that mlctl can call.
export {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
