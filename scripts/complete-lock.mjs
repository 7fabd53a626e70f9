// Adds to package-lock.json the optional platform packages that the registry at hand did not offer, so that `npm ci` finds the
// same lock on every machine. Run after a change of dependencies: `npm run lock`.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const { packages } = lock
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32', 'aix', 'netbsd', 'openbsd', 'sunos']
const PROCESSORS = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el']

const platformOf = (name) => {
  const words = name.split(/[/-]/)
  const cpu = PROCESSORS.find((one) => words.includes(one))
  const os = SYSTEMS.find((one) => words.includes(one))
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc }), ...(os && { os: [os] }) }
}

const known = (parent, name) => `${parent}/node_modules/${name}` in packages || `node_modules/${name}` in packages
for (const [parent, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (known(parent, name) || !/^\d/.test(range)) continue
    packages[`node_modules/${name}`] = {
      version: range,
      ...platformOf(name),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
    }
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
