// The SDK's HTTP/1.1 handler, for clients whose own default cannot go through a proxy.
export { NodeHttpHandler } from '@smithy/node-http-handler'
