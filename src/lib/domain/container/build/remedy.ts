/** What a failed build says about its cause, as Docker, BuildKit, Podman and Buildah word it, and the remedy. */
const CAUSES: readonly { readonly says: RegExp; readonly remedy: string }[] = [
  {
    says: /x509|certificate signed by unknown authority/i,
    remedy:
      'The registry’s certificate is not trusted: give the engine the certificate of your proxy or registry.',
  },
  {
    says: /no such host|dial tcp|i\/o timeout|TLS handshake timeout|network is unreachable|failure in name resolution|could not resolve host/i,
    remedy:
      'The engine reached no registry: look at network, DNS and proxy (HTTPS_PROXY), or take a base image that it can reach: mlctl container init --base.',
  },
  {
    says: /unauthorized|no basic auth credentials|authentication required|pull access denied/i,
    remedy: 'The registry wants a login; for ECR: mlctl container login.',
  },
  {
    says: /manifest unknown|manifest for \S+ not found|: not found$/im,
    remedy: 'There is no such image or tag: correct the line FROM.',
  },
]

/** What to do about a build that failed at this step with this output. */
export const buildRemedy = (step: string, output: string): string => {
  // A program within a step may fail in the same words; then its step is what to correct.
  const cause = RUN_STEP.test(step) ? undefined : CAUSES.find(({ says }) => says.test(output))
  return cause?.remedy ?? 'Correct the step; -v shows all lines of the build.'
}

/** `RUN pip install`, and BuildKit's `[2/5] RUN pip install`. */
const RUN_STEP = /^(\[[^\]]*\] )?RUN\b/i
