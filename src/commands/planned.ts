/** What is said where a plan was shown or saved and not applied. */
export const plannedText = (planned: { readonly planFile?: string }): string =>
  planned.planFile === undefined
    ? 'Nothing was changed (dry run).'
    : `Nothing was changed. Apply the plan: mlctl apply ${planned.planFile}`
