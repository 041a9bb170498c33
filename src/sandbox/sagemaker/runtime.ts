import type { Service } from '../service.ts'
import { invokeEndpointAsync } from './invoke/async.ts'
import { invokeEndpoint, invokeEndpointWithResponseStream } from './invoke/invoke.ts'

/** SageMaker's inference: requests to endpoints. */
export const sagemakerRuntime: Service = {
  name: 'sagemaker-runtime',
  operations: {
    InvokeEndpoint: invokeEndpoint,
    InvokeEndpointAsync: invokeEndpointAsync,
    InvokeEndpointWithResponseStream: invokeEndpointWithResponseStream,
  },
}
