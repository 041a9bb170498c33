import { nearest } from '../../core/nearest.ts'
import { isPlainBase, pythonOf } from './bases.ts'
import { type Check, type CheckTable, NONE } from './hit.ts'
import { imagePath } from './image.ts'
import { installed, installs } from './packages.ts'
import {
  IGNORED_VARIABLES,
  isToolkitVariable,
  PLATFORM_VARIABLES,
  READ_VARIABLES,
} from './variables.ts'
import type { LintView } from './view.ts'

const CODE = '/opt/ml/code'

const programThere: Check = (view) => {
  const set = view.image.environment.get('SAGEMAKER_PROGRAM')
  if (set?.value === undefined) return NONE
  const path = imagePath(set.value, CODE)
  if (!path.startsWith(`${CODE}/`)) {
    return [{ line: set.line, message: `SAGEMAKER_PROGRAM=${set.value} is not in ${CODE}` }]
  }
  // Without code in the image the job brings its own.
  const baked = [...view.image.files.keys()].filter((one) => one.startsWith(`${CODE}/`))
  if (baked.length === 0 || baked.includes(path) || installs(view, 'sagemaker-inference'))
    return NONE
  if (view.image.unknownFolders.some((one) => one.startsWith(CODE))) return NONE
  const near = nearest(
    set.value,
    baked.map((one) => one.slice(CODE.length + 1)),
  )
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
  return [{ line: set.line, message: `${path} is not in the image${hint}` }]
}

const MODULE = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*$/

const trainingModule: Check = ({ image }) => {
  const set = image.environment.get('SAGEMAKER_TRAINING_MODULE')
  if (set?.value === undefined || MODULE.test(set.value)) return NONE
  return [{ line: set.line, message: `${set.value} is not package.module:function` }]
}

/** Variables of the final image whose names fit, each with a sentence. */
const variables = (
  { image }: LintView,
  fits: (name: string) => boolean,
  say: (name: string) => string,
) =>
  [...image.environment]
    .filter(([name]) => fits(name))
    .map(([name, { line }]) => ({ line, message: say(name) }))

const serviceModule: Check = (view) =>
  variables(
    view,
    (name) => name === 'SAGEMAKER_SERVICE_MODULE',
    (name) => `No toolkit reads ${name}`,
  )

const servingModule: Check = (view) =>
  installs(view, 'sagemaker-containers') || !isPlainBase(view.image.base)
    ? NONE
    : variables(
        view,
        (name) => name === 'SAGEMAKER_SERVING_MODULE',
        (name) => `Nothing that is installed here reads ${name}`,
      )

const ignored: Check = (view) =>
  variables(
    view,
    (name) => IGNORED_VARIABLES.includes(name),
    (name) => `sagemaker-training takes no notice of ${name}`,
  )

const byHand: Check = (view) =>
  variables(view, isToolkitVariable, (name) => `${name} is for the toolkit to set`)

const platform: Check = (view) =>
  variables(
    view,
    (name) => PLATFORM_VARIABLES.includes(name),
    (name) => `${name} is for the platform to set`,
  )

const baseDir: Check = (view) =>
  variables(
    view,
    (name) => name === 'SAGEMAKER_BASE_DIR',
    (name) => `${name} moves /opt/ml away from the data of the job`,
  )

const misspelt: Check = ({ image }) =>
  [...image.environment].flatMap(([name, { line }]) => {
    if (!name.startsWith('SAGEMAKER_') || READ_VARIABLES.includes(name)) return NONE
    // It has a rule of its own.
    if (name === 'SAGEMAKER_SERVICE_MODULE') return NONE
    const rest = READ_VARIABLES.map((one) => one.slice('SAGEMAKER_'.length))
    const [near] = nearest(name.slice('SAGEMAKER_'.length), rest)
    return near === undefined
      ? NONE
      : [{ line, message: `Nothing reads ${name}; did you mean SAGEMAKER_${near}?` }]
  })

const deprecated: Check = (view) =>
  installed(view)
    .filter(({ name }) => name === 'sagemaker-containers')
    .map(({ file, line }) => ({
      ...(file === undefined ? {} : { file }),
      line,
      message: 'sagemaker-containers is deprecated',
    }))

const toolkitLine = (view: LintView) =>
  installed(view).find(({ name }) => name === 'sagemaker-inference')

const javaThere: Check = (view) => {
  const found = toolkitLine(view)
  if (found === undefined || !isPlainBase(view.image.base)) return NONE
  const java = /\b(?:jre|jdk|openjdk[\w-]*|java[\w-]*|[\w-]*corretto[\w-]*|temurin[\w-]*)\b/
  const isThere =
    /temurin|corretto|openjdk/.test(view.image.base ?? '') ||
    view.image.unknownFolders.some((folder) => /java|jvm|jre|jdk/.test(folder)) ||
    view.runs.some(({ raw, heredoc = '' }) => java.test(raw + heredoc))
  if (isThere) return NONE
  const { file, line } = found
  return [
    { ...(file === undefined ? {} : { file }), line, message: 'No Java runtime is installed' },
  ]
}

const setuptools: Check = (view) => {
  const found = toolkitLine(view)
  const python = pythonOf(view.image.base)
  if (found === undefined || python === undefined) return NONE
  const [major, minor] = python
  if (major < 3 || (major === 3 && minor < 12)) return NONE
  const own = installed(view).find(({ name }) => name === 'setuptools')
  const { file, line } = own ?? found
  // Not bounded from above, the newest comes: one without pkg_resources.
  if (own !== undefined && /<|==|~=/.test(own.version)) return NONE
  const what = own === undefined ? 'no setuptools' : 'whatever setuptools is newest'
  return [
    {
      ...(file === undefined ? {} : { file }),
      line,
      message: `Python ${major}.${minor} with ${what}`,
    },
  ]
}

const firstProcess: Check = (view) => {
  const found = installed(view).find(({ name }) => name === 'sagemaker-training')
  const { entrypoint, files, base } = view.image
  // A base of its own may start it as it likes; a copied train is another program.
  if (found === undefined || !isPlainBase(base)) return NONE
  if ([...files.keys()].some((path) => path.endsWith('/train'))) return NONE
  const message = 'train of sagemaker-training is started directly'
  if (entrypoint !== undefined) {
    const isTrain = /(?:^|\/)train$/.test(entrypoint.words[0] ?? '')
    return isTrain ? [{ line: entrypoint.line, message }] : NONE
  }
  const { file, line } = found
  return [{ ...(file === undefined ? {} : { file }), line, message }]
}

export const ENVIRONMENT_CHECKS = {
  CTR401: programThere,
  CTR402: trainingModule,
  CTR403: serviceModule,
  CTR404: servingModule,
  CTR405: ignored,
  CTR406: byHand,
  CTR407: platform,
  CTR408: baseDir,
  CTR409: misspelt,
  CTR410: deprecated,
  CTR411: javaThere,
  CTR412: setuptools,
  CTR413: firstProcess,
} as const satisfies CheckTable
