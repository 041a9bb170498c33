import { BOOKWORM } from './advisories-bookworm.ts'
import type { Advisory } from './advisory.ts'

const debian = (id: string): string => `https://security-tracker.debian.org/tracker/${id}`

const alpine = (
  row: Pick<Advisory, 'id' | 'severity' | 'names' | 'since' | 'fixed' | 'says'>,
): Advisory => ({
  ...row,
  kind: 'apk',
  source: `https://security.alpinelinux.org/vuln/${row.id}`,
})

const ALPINE: readonly Advisory[] = [
  alpine({
    id: 'CVE-2022-37434',
    severity: 'CRITICAL',
    names: ['zlib'],
    fixed: '1.2.12-r2',
    says: 'zlib overflows a heap buffer on a large gzip extra field.',
  }),
  alpine({
    id: 'CVE-2018-25032',
    severity: 'HIGH',
    names: ['zlib'],
    fixed: '1.2.12-r0',
    says: 'zlib writes out of bounds while it compresses text with many distant matches.',
  }),
  alpine({
    id: 'CVE-2022-1271',
    severity: 'HIGH',
    names: ['xz', 'xz-libs'],
    fixed: '5.2.5-r1',
    says: 'xzgrep writes to files that a crafted file name chooses.',
  }),
  alpine({
    id: 'CVE-2022-0778',
    severity: 'HIGH',
    names: ['libcrypto1.1', 'libssl1.1'],
    fixed: '1.1.1n-r0',
    says: 'OpenSSL loops without end on a certificate with false curve parameters.',
  }),
  alpine({
    id: 'CVE-2022-28391',
    severity: 'HIGH',
    names: ['busybox', 'ssl_client'],
    since: '1.35.0-r0',
    fixed: '1.35.0-r7',
    says: 'Busybox lets a remote host name change the terminal that netstat writes to.',
  }),
  alpine({
    id: 'CVE-2022-28391',
    severity: 'HIGH',
    names: ['busybox', 'ssl_client'],
    since: '1.34.1-r0',
    fixed: '1.34.1-r5',
    says: 'Busybox lets a remote host name change the terminal that netstat writes to.',
  }),
]

/**
 * Some dozens of widely known faults, so that a scan here is computed from the image; it is no
 * vulnerability database. Packages of the system alone, as ECR's basic scan has it; those of Python
 * are for enhanced scans. Versions are those of the sources named.
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
  ...BOOKWORM,
  ...ALPINE,
]
