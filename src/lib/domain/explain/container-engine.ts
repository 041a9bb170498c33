import type { Explanation } from './rows.ts'

/** What `mlctl container build` and `test` refuse. */
export const CONTAINER_ENGINE_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-CTR-201',
    title: 'No container engine answers',
    means:
      'Neither docker, podman, finch, nerdctl nor buildah is installed and running; the message has what each one said.',
    fix: 'Start one of them. Without any, lint, push of an archive, verify and repair still work.',
  },
  {
    id: 'MLC-CTR-202',
    title: 'The wanted container engine does not answer',
    means: 'It is not installed, its daemon is not running, or it cannot run containers (buildah).',
    fix: 'Start it, take another with --engine, or leave --engine out.',
  },
  {
    id: 'MLC-CTR-203',
    title: 'The files of an image cannot be read',
    means: 'The engine could not make a container of the image to look into.',
    fix: 'Read what the engine said; another platform and missing disk space are the usual causes.',
  },
  {
    id: 'MLC-CTR-211',
    title: 'Unknown container engine',
    means: '--engine or container.engine names a program that mlctl does not drive.',
    fix: 'Take docker, podman, finch, nerdctl or buildah.',
  },
  {
    id: 'MLC-CTR-220',
    title: 'The image was not built',
    means: 'A step of the Dockerfile failed; the message has the step and the end of its output.',
    fix: 'Correct the step and run the same line: steps before it come from the cache.',
  },
  {
    id: 'MLC-CTR-221',
    title: 'There is no Dockerfile',
    means: 'The folder to build has none of this name.',
    fix: 'Make one with mlctl container init, or name it with --file.',
  },
  {
    id: 'MLC-CTR-222',
    title: 'The build was stopped',
    means: 'Ctrl-C or SIGTERM came while the engine worked.',
    fix: 'Run the same line: steps that ended are in the cache.',
  },
  {
    id: 'MLC-CTR-223',
    title: 'Lint refuses the build context',
    means: 'The image would fail on SageMaker, or contain what must not be published.',
    fix: 'Correct the findings; --ignore leaves a rule out, --skip-lint all of them.',
  },
  {
    id: 'MLC-CTR-230',
    title: 'The container test was stopped',
    means: 'Ctrl-C or SIGTERM came while a container ran; it is removed with its folders.',
    fix: 'Run the same line again.',
  },
  {
    id: 'MLC-CTR-231',
    title: 'The engine has no such image',
    means: 'Each engine keeps images of its own, and a test runs one that is already there.',
    fix: 'Build it with mlctl container build, pull it, or take the engine that has it: --engine.',
  },
  {
    id: 'MLC-CTR-232',
    title: 'A file or folder of the container test is missing',
    means: '--payload, --model or --channel names a path that does not exist.',
    fix: 'Correct the path.',
  },
  {
    id: 'MLC-CTR-233',
    title: 'The engine starts no container',
    means:
      'Its networks, control groups, limits, disk or runtime do not work here; the message has its own words. The image was not judged.',
    fix: 'Look whether the engine runs any image at all, then run the same line again.',
  },
  {
    id: 'MLC-CTR-234',
    title: 'No pipes for containers here',
    means:
      'Pipe mode hands data over by named pipes, which only a container on the same Linux kernel can read, and which mkfifo makes.',
    fix: 'Test Pipe mode on Linux; on other systems engines run in a virtual machine.',
  },
  {
    id: 'MLC-CTR-235',
    title: '--pipe names no channel',
    means: 'Pipe mode is a way in which the data of a channel comes; there is none of this name.',
    fix: 'Give its data with --channel name=folder.',
  },
]
