// The SDK's own reader of ~/.aws/config and ~/.aws/credentials: one parser, one meaning.
export { loadSharedConfigFiles } from '@smithy/core/config'
