import type { Service } from '../service.ts'
import { converse, converseStream } from './runtime/converse.ts'
import { invokeModel, invokeModelWithResponseStream } from './runtime/invoke.ts'

/** Amazon Bedrock's inference, answered by stand-ins fitted on the uploaded data. */
export const bedrockRuntime: Service = {
  name: 'bedrock-runtime',
  operations: {
    Converse: converse,
    ConverseStream: converseStream,
    InvokeModel: invokeModel,
    InvokeModelWithResponseStream: invokeModelWithResponseStream,
  },
}
