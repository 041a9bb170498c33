import type { Ports } from '../../ports/all.ts'

/** Serves until Ctrl-C, which is the normal end here and no cancellation. */
export const serveSandbox = async (
  ports: Pick<Ports, 'io' | 'sandbox'>,
  port: number,
): Promise<{ readonly url: string }> => {
  let served = ''
  const ready = (url: string) => {
    served = url
    ports.io.event({ type: 'ready', url })
    ports.io.note(`Sandbox on ${url} (loopback only). Ctrl-C ends it.`)
    ports.io.note(
      `  export AWS_ENDPOINT_URL=${url} AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox AWS_REGION=us-east-1`,
    )
  }
  await ports.sandbox.serve({ port, ready }, ports.io.signal)
  return { url: served }
}
