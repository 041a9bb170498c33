import * as v from 'valibot'
import { DataError } from '../../errors.ts'
import type { AwsDocument, EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { Files } from '../../ports/files.ts'
import type { HostedModelBody } from '../../ports/hosted-models.ts'
import { readYaml } from '../finetune/read-yaml.ts'

const document = v.record(v.string(), v.unknown())

/** An endpoint as a file describes it; the documents are AWS's own, in AWS's spelling. */
const definition = v.strictObject({
  name: v.optional(v.string()),
  /** The name of a model that is there, or CreateModel's document for a new one. */
  model: v.optional(v.union([v.string(), document])),
  /** CreateEndpointConfig's document; variants without ModelName get the model above. */
  config: v.looseObject({
    ProductionVariants: v.array(v.looseObject({ VariantName: v.string() })),
  }),
  /** CreateInferenceComponent's documents, for variants that hold components. */
  InferenceComponents: v.optional(
    v.array(
      v.strictObject({
        InferenceComponentName: v.string(),
        VariantName: v.optional(v.string()),
        Specification: document,
        RuntimeConfig: v.optional(
          v.strictObject({ CopyCount: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
        ),
      }),
    ),
  ),
  tags: v.optional(v.record(v.string(), v.string())),
})

/** An inference component of the endpoint that is made. */
export type ComponentDefinition = {
  readonly inferenceComponentName: string
  readonly variantName: string
  readonly specification: AwsDocument
  readonly copyCount: number
}

export type Definition = {
  readonly name: string | undefined
  readonly model: string | HostedModelBody | undefined
  readonly config: EndpointConfigBody
  readonly components: readonly ComponentDefinition[]
  readonly tags: Readonly<Record<string, string>>
}

/** @throws DataError MLC-HOST-027 with the place of what is not understood. */
export const readDefinition = async (files: Files, path: string): Promise<Definition> => {
  const file = await readYaml(files, path, 'MLC-HOST-027')
  const read = v.safeParse(definition, file.value)
  if (!read.success) {
    const [issue] = read.issues
    const members = (issue.path ?? []).map(({ key }) => String(key))
    throw new DataError('MLC-HOST-027', `${file.at(members)}: ${issue.message}`, {
      hint: 'The file has model (a name, or CreateModel’s document) and config (CreateEndpointConfig’s document), perhaps InferenceComponents, in AWS’s spelling.',
    })
  }
  const { name, model, config, InferenceComponents = [], tags = {} } = read.output
  const first = config.ProductionVariants[0]?.VariantName ?? ''
  const components = InferenceComponents.map((one) => ({
    inferenceComponentName: one.InferenceComponentName,
    variantName: one.VariantName ?? first,
    specification: one.Specification,
    copyCount: one.RuntimeConfig?.CopyCount ?? 1,
  }))
  return { name, model, config: config as EndpointConfigBody, components, tags }
}
