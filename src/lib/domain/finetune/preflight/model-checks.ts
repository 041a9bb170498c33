import { checkHyperparameters } from '../hyperparameters.ts'
import { isJobName, isModelName, nameProblem } from '../names.ts'
import { type Check, failed, given, guide, OK, ok, warning, worst } from './check.ts'

const API = 'API model bedrock 2023-04-20'

const RANGES = 'Ranges of every model: mlctl finetune models --json --fields name,hyperparameters'

/** Model, names and hyperparameters. */
export const MODEL_CHECKS: readonly Check[] = [
  {
    id: 'MLC-PF-001',
    title: 'the region customizes this model',
    about: 'model',
    source: guide('custom-model-fine-tuning'),
    run: ({ model, region }) =>
      model.regions.includes(region)
        ? OK
        : failed(
            `${model.name} is customized in ${model.regions.join(' and ')}, not in ${region}`,
            `Pass --region ${model.regions[0]}; the bucket must be there too.`,
          ),
  },
  {
    id: 'MLC-PF-002',
    title: 'the service offers the model for customization',
    about: 'model',
    source: `${API}, GetFoundationModel`,
    run: ({ foundation, model, spec }) =>
      given(foundation, (view) => {
        if (view === undefined) {
          return failed(
            `the service does not know ${model.customizationId} here`,
            'Check region and model access in the Bedrock console, or take another model.',
          )
        }
        return view.customizationsSupported.includes(spec.customizationType)
          ? OK
          : failed(
              `${view.modelId} supports ${view.customizationsSupported.join(', ') || 'no customization'}, not ${spec.customizationType}`,
            )
      }),
  },
  {
    id: 'MLC-PF-003',
    title: 'the model still takes new customizations',
    about: 'model',
    source: guide('model-lifecycle'),
    run: ({ foundation, model, today }) => {
      const { status, endOfLife, doubtful } = model.lifecycle
      // Without a live answer the dated table can warn, and never refuse.
      if (!foundation.known) {
        return status === 'active'
          ? { status: 'could-not-tell', why: foundation.why }
          : warning(`the catalogue has it as ${status}, and the service could not be asked`)
      }
      const live = foundation.value?.modelLifecycle
      if (live === undefined) {
        return endOfLife !== undefined && endOfLife <= today && !doubtful
          ? failed(`${model.name} reached its end of life on ${endOfLife}`)
          : failed(
              endOfLife === undefined
                ? 'the service does not list it (see MLC-PF-002)'
                : `the service does not list it; the catalogue has its end of life on ${endOfLife}`,
              'Take an active model: mlctl finetune models',
            )
      }
      const end = live.endOfLifeTime ?? endOfLife
      return live.status === 'ACTIVE'
        ? OK
        : failed(
            `${model.name} is Legacy${end === undefined ? '' : ` until ${end.slice(0, 10)}`}: no new jobs and no new throughput`,
            'Take an active model: mlctl finetune models',
          )
    },
  },
  {
    id: 'MLC-PF-004',
    title: 'the kind of customization fits the model',
    about: 'model',
    source: guide('custom-models'),
    run: ({ model, spec }) =>
      model.customizationTypes.includes(spec.customizationType)
        ? OK
        : failed(
            spec.customizationType === 'CONTINUED_PRE_TRAINING'
              ? 'no active base model on Bedrock takes continued pre-training; the Titan Text models that did are gone'
              : `${model.name} takes ${model.customizationTypes.join(', ')}`,
            'Use --type FINE_TUNING.',
          ),
  },
  {
    id: 'MLC-PF-005',
    title: 'the names are well formed',
    about: 'name',
    source: `${API}, JobName and CustomModelName`,
    run: ({ spec, jobName, customModelName }) => {
      const problem = nameProblem(spec.name)
      if (problem !== undefined) return failed(`the name ${spec.name} ${problem}`)
      return isJobName(jobName) && isModelName(customModelName)
        ? ok(`job and model ${jobName}`)
        : failed(`${jobName} is no name for a job`)
    },
  },
  {
    id: 'MLC-PF-006',
    title: 'the model name is free',
    about: 'name',
    source: `${API}, ConflictException; jobs can never be deleted`,
    run: ({ modelNameTaken, customModelName }) =>
      given(modelNameTaken, (taken) =>
        taken
          ? failed(`there is a custom model ${customModelName} already`, 'Pass another --name.')
          : OK,
      ),
  },
  {
    id: 'MLC-PF-007',
    title: 'the hyperparameters are in range',
    about: 'model',
    source: guide('custom-models-hp'),
    run: ({ model, spec }) => {
      const { errors, warnings } = checkHyperparameters(model, spec.hyperparameters)
      return worst([
        ...errors.map((why) => failed(why, RANGES)),
        ...warnings.map((why) => warning(why)),
      ])
    },
  },
]
