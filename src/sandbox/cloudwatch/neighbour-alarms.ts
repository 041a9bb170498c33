import type { Alarms } from '../sagemaker/hosting.ts'
import type { Ground } from '../sagemaker/state.ts'
import { changeAt } from './alarms/records.ts'
import { settleAlarms } from './alarms/settle.ts'

/** CloudWatch's alarms as other services of the sandbox see them. */
export const createAlarms = (groundOf: (region: string) => Ground): Alarms => ({
  state: (region, name, at) => {
    const record = settleAlarms(groundOf(region), [name], at).alarms[name]
    return record && changeAt(record, at)?.state
  },
})
