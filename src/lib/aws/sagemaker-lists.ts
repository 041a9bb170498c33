import { present } from './values.ts'

/** The most that one page of any of SageMaker's lists may have (API model). */
const PAGE = 100

/** A page of one of SageMaker's lists, newest first; all of them take the same members. */
export const newest = <F extends object>(filter: F, NextToken: string | undefined) => ({
  ...present({ ...filter, NextToken }),
  MaxResults: PAGE,
  SortBy: 'CreationTime' as const,
  SortOrder: 'Descending' as const,
})
