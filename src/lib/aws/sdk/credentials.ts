// The credential chain as the clients have it; made once here, so that all clients share its answer.
export { defaultProvider } from '@aws-sdk/credential-provider-node'
