import { defineCommand } from '../define.ts'

export const containerLogin = defineCommand({
  path: ['container', 'login'],
  summary: 'Let a container engine pull from and push to ECR',
  about:
    'Writes nothing by itself: it prints the lines that log in. mlctl container push needs none of this. One token opens every registry that you may reach, for twelve hours; each host needs a login of its own, also that of AWS’s base images.',
  flags: {
    registry: {
      spec: '--registry <host>',
      describe: 'Another registry than your own: 763104351884.dkr.ecr.us-east-1.amazonaws.com',
    },
    engine: {
      spec: '--engine <name>',
      describe: 'Log this engine in by its own command, the password on its stdin',
      choices: ['docker', 'podman', 'finch', 'nerdctl', 'buildah', 'skopeo'],
    },
    dockerConfig: {
      spec: '--docker-config <folder>',
      describe: 'Write config.json (mode 0600) there, for DOCKER_CONFIG',
      completes: 'folder',
    },
    printPassword: {
      spec: '--print-password',
      describe: 'Print the password alone, for a pipe to --password-stdin',
      kind: 'boolean',
    },
  },
  changes: 'files',
  iamActions: ['ecr:GetAuthorizationToken'],
  examples: [
    { run: 'mlctl container login', why: 'see how' },
    { run: 'mlctl container login --docker-config .docker-ecr', why: 'a config of its own' },
    {
      run: 'mlctl container login --engine podman --registry 763104351884.dkr.ecr.us-east-1.amazonaws.com',
      why: 'to build from a base image of AWS',
    },
  ],
  async run(ports, { flags }) {
    const { login } = await import('../../lib/flows/container/login.ts')
    const { registry: host, engine, dockerConfig, printPassword = false } = flags
    return login(ports, { host, engine, dockerConfig, printPassword })
  },
  render: ({ host, expiresAt, password, lines, file, engine }) => {
    if (password !== undefined) return password
    if (file !== undefined) return `${file}\n  opens ${host} until ${expiresAt}`
    if (engine !== undefined) return `${engine} is logged in to ${host} until ${expiresAt}.`
    return ['Nothing was written. One of these logs in:', ...(lines ?? [])].join('\n  ')
  },
})
