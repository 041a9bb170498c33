/** A fault in a package: whoever has an older version than `fixed` has it. */
export type Advisory = {
  readonly id: string
  readonly severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'
  /** `dpkg` or `apk`, as the package's database says. */
  readonly kind: 'dpkg' | 'apk'
  readonly names: readonly string[]
  /** Versions from here on have it; all older ones when absent. */
  readonly since?: string
  readonly fixed: string
  /** The release these versions belong to, as /etc/os-release has it; any when absent. */
  readonly release?: string
  readonly says: string
  readonly source: string
}

const debian = (id: string): string => `https://security-tracker.debian.org/tracker/${id}`

/**
 * A handful of widely known faults, so that a scan here is computed from the image; it is no
 * vulnerability database. Versions are those of the sources named.
 */
export const ADVISORIES: readonly Advisory[] = [
  {
    id: 'CVE-2014-6271',
    severity: 'CRITICAL',
    kind: 'dpkg',
    names: ['bash'],
    fixed: '4.3-9.1',
    says: 'Bash runs code that follows a function definition in an environment variable.',
    source: debian('CVE-2014-6271'),
  },
  {
    id: 'CVE-2024-3094',
    severity: 'CRITICAL',
    kind: 'dpkg',
    names: ['liblzma5', 'xz-utils'],
    since: '5.5.1alpha-0.1',
    fixed: '5.6.1+really5.4.5-1',
    says: 'xz 5.6.0 and 5.6.1 carry a back door in liblzma.',
    source: debian('CVE-2024-3094'),
  },
  {
    id: 'CVE-2023-4911',
    severity: 'HIGH',
    kind: 'dpkg',
    names: ['libc6', 'libc-bin'],
    since: '2.36-0',
    fixed: '2.36-9+deb12u3',
    release: 'bookworm',
    says: 'The dynamic loader overflows a buffer while it reads GLIBC_TUNABLES.',
    source: debian('CVE-2023-4911'),
  },
  {
    id: 'CVE-2022-37434',
    severity: 'CRITICAL',
    kind: 'dpkg',
    names: ['zlib1g'],
    fixed: '1:1.2.11.dfsg-2+deb11u2',
    release: 'bullseye',
    says: 'zlib overflows a heap buffer on a large gzip extra field.',
    source: debian('CVE-2022-37434'),
  },
  {
    id: 'CVE-2022-3602',
    severity: 'HIGH',
    kind: 'dpkg',
    names: ['libssl3', 'openssl'],
    since: '3.0.0-1',
    fixed: '3.0.7-1',
    says: 'OpenSSL overflows a stack buffer while it checks an e-mail name of a certificate.',
    source: debian('CVE-2022-3602'),
  },
  {
    id: 'CVE-2022-28391',
    severity: 'HIGH',
    kind: 'apk',
    names: ['busybox'],
    fixed: '1.35.0-r7',
    says: 'Busybox lets a remote host name change the terminal that netstat writes to.',
    source: 'https://security.alpinelinux.org/vuln/CVE-2022-28391',
  },
]
