import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labFolder, labIsReady, labPython, labRequirements, prepareLab } from '../../src/notebooks/lab/environment.js'
import { startLab } from '../../src/notebooks/lab/server.js'
import { cli } from '../support/command-line.js'

const POSIX = process.platform !== 'win32'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lab-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A program that answers as a Python would, by its first argument. */
const program = (name: string, lines: string): string => {
  const path = join(root, name)
  writeFileSync(path, `#!/bin/sh\n${lines}\n`)
  chmodSync(path, 0o755)
  return path
}

/** Makes a virtual environment whose pip does what it is told, and counts how often it was asked. */
const pythonWhosePip = (name: string, pip: string): string => {
  const inner = program(`${name}-inner`, `echo asked >> "${join(root, `${name}-asked`)}"; ${pip}`)
  const venv = `mkdir -p "$3/bin" && cp "${inner}" "$3/bin/python"`
  return program(name, `if [ "$1" = -c ]; then echo 3.12; else ${venv}; fi`)
}

describe('the list of JupyterLab', () => {
  it('pins every package to one version, and leaves out JupyterLab’s Python kernel', () => {
    const lines = readFileSync(labRequirements(), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    expect(lines.length).toBeGreaterThan(50)
    for (const line of lines) expect(line).toMatch(/^[\w.-]+==[\w.]+(?:; sys_platform == "(?:win32|darwin)")?$/)
    const names = lines.map((line) => line.split('==')[0])
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining(['jupyterlab', 'jupyter_server', 'plotly', 'nbclient']))
    expect(names).not.toContain('ipykernel')
  })

  it('names the folder of its environment, in the cache of the user', () => {
    if (POSIX) expect(labFolder({ XDG_CACHE_HOME: '/cache' })).toMatch(/^\/cache\/maatwerkscan\/lab-[0-9a-f]{12}$/)
  })
})

describe.skipIf(!POSIX)('the environment of JupyterLab', () => {
  it('is not made without Python, or with one that is too old, and the message says what to install', async () => {
    const none = await cli([
      'lab',
      '--prepare',
      '--environment',
      join(root, 'none'),
      '--python',
      join(root, 'no-python'),
    ])
    expect(none.code).toBe(1)
    expect(none.err).toMatch(/no-python: expected Python 3\.11 or newer[\s\S]*install Python 3\.11/)
    const python = program('old', 'echo 3.8')
    await expect(prepareLab(join(root, 'old-env'), { python })).rejects.toMatchObject({
      code: 'no-python',
      found: `${python} 3.8`,
    })
  })

  it('is not made where venv is missing, and the message says what to install', async () => {
    const python = program(
      'bare',
      'if [ "$1" = -c ]; then echo 3.13; else echo "ensurepip is not available"; exit 1; fi',
    )
    const error = await prepareLab(join(root, 'bare-env'), { python }).catch((one: unknown) => one as Error)
    expect(error).toMatchObject({ code: 'no-venv' })
    expect((error as Error).message).toMatch(/ensurepip is not available[\s\S]*python3-venv/)
  })

  it('never takes a folder with something else in it', async () => {
    const folder = join(root, 'mine')
    mkdirSync(folder)
    writeFileSync(join(folder, 'thesis.txt'), 'years of work')
    const python = pythonWhosePip('unasked', 'exit 0')
    await expect(prepareLab(folder, { python })).rejects.toMatchObject({ code: 'folder-in-use' })
    expect(readFileSync(join(folder, 'thesis.txt'), 'utf8')).toBe('years of work')
  })

  it('is ready only when every package came, and is then never installed again', async () => {
    const folder = join(root, 'env')
    const offline = pythonWhosePip('offline', 'echo "no matching distribution"; exit 1')
    await expect(prepareLab(folder, { python: offline })).rejects.toMatchObject({ code: 'no-packages' })
    expect(labIsReady(folder)).toBe(false)
    const python = pythonWhosePip('online', 'exit 0')
    await prepareLab(folder, { python })
    await prepareLab(folder, { python })
    await prepareLab(folder, { python: join(root, 'no-python') })
    expect(labIsReady(folder)).toBe(true)
    expect(readFileSync(join(root, 'online-asked'), 'utf8')).toBe('asked\n')
  })

  it('says what JupyterLab said when it does not start', async () => {
    const folder = join(root, 'broken')
    mkdirSync(join(folder, 'bin'), { recursive: true })
    writeFileSync(labPython(folder), '#!/bin/sh\necho "port 8888 is taken" >&2; exit 1\n', { mode: 0o755 })
    const { signal } = new AbortController()
    const started = startLab({ environment: folder, notebooks: root, open: false, variables: {}, signal })
    await expect(started).rejects.toMatchObject({ code: 'lab-did-not-start' })
    await expect(started).rejects.toThrow('port 8888 is taken')
  })
})
