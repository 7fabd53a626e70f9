/**
 * Text of a generated scorer. What stands between `/*@` and `@*\/` is TypeScript only. `exp` and `log1p` are those of fdlibm 5.3 (Sun
 * Microsystems, 1993), step by step, so that every machine gives the same bits.
 */
export const SCORER_TEXT = `/*@export type Raw = number | string | boolean | null
export type Row = Readonly<Record<string, Raw | undefined>>
export interface Scored {
  readonly kind: 'scored'
  readonly levels: readonly (number | null)[]
  readonly contributions: readonly number[]
  readonly linearPredictor: number
  readonly probability: number
}
export interface Refused {
  readonly kind: 'refused'
  readonly problems: readonly { readonly input: string; readonly rule: string }[]
}
interface Input {
  readonly name: string
  readonly column?: string
  readonly kind: string
  readonly whole?: boolean
  readonly missing: number
  readonly texts?: readonly (readonly [string, number])[]
  readonly codes?: readonly (readonly [number, number])[]
  readonly ranks?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly allowed?: readonly Raw[]
  readonly edges?: readonly number[]
  readonly groups?: readonly (readonly Raw[])[]
  readonly unseen?: number
  readonly slope?: number
  readonly weights?: readonly number[]
}
@*/
const RULES = ['missing', 'not-applicable', 'special-code', 'unreadable', 'wrong-type', 'not-finite', 'not-an-integer', 'out-of-range', 'not-in-values', 'unseen-category']

const scale = (k/*@: number@*/) => {
  let s = 1
  for (; k > 0; k--) s *= 2
  for (; k < 0; k++) s /= 2
  return s
}

const exp = (x/*@: number@*/) => {
  if (x > 709.782712893384) return Infinity
  if (x < -745.1332191019411) return 0
  const size = Math.abs(x)
  if (size < 3.725290298461914e-9) return 1 + x
  let k = 0, high = 0, low = 0
  if (size >= 0.3465735912322998) {
    if (size < 1.0397205352783203) {
      if (x === 1) return 2.718281828459045
      k = x < 0 ? -1 : 1
    } else k = Math.trunc(1.4426950408889634 * x + (x < 0 ? -0.5 : 0.5))
    high = x - k * 0.6931471803691238
    low = k * 1.9082149292705877e-10
    x = high - low
  }
  const t = x * x
  const c = x - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))))
  if (k === 0) return 1 - ((x * c) / (c - 2) - x)
  const y = 1 - (low - (x * c) / (2 - c) - high)
  return k < -1021 ? y * scale(k + 1000) * scale(-1000) : k > 1023 ? y * 2 * scale(1023) : y * scale(k)
}
/*LOG1P*/
const logistic = (x/*@: number@*/) => {
  if (x >= 0) return 1 / (1 + exp(-x))
  const e = exp(x)
  return e / (1 + e)
}

/*DAYS*/
const prepared = MODEL.inputs.map((input) => ({
  ...input,
  text: new Map(input.texts ?? []),
  code: new Map(input.codes ?? []),
  rank: new Map((input.ranks ?? []).map((text, j) => [text, j]/*@ as const@*/)),
  may: input.allowed && new Set(input.allowed),
  level: new Map((input.groups ?? []).flatMap((group, level) => group.map((value) => [value, level]/*@ as const@*/))),
}))
/*@type Prepared = (typeof prepared)[number]
@*/
const number = (m/*@: Prepared@*/, v/*@: number@*/)/*@: number@*/ => {
  if (!Number.isFinite(v)) return -6
  if (m.kind === 'boolean' && v !== 0 && v !== 1) return -5
  if (m.whole && v !== Math.trunc(v)) return -7
  if ((m.min !== undefined && v < m.min) || (m.max !== undefined && v > m.max)) return -8
  if (m.may && !m.may.has(v)) return -9
  if (m.slope !== undefined) return Math.abs(v * m.slope) <= 1e300 ? 0 : -8
  if (!m.edges) return m.level.get(v) ?? m.unseen ?? -10
  let low = 0, high = m.edges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((m.edges[middle]/*@ as number@*/) <= v) low = middle + 1
    else high = middle
  }
  return low
}

const place = (m/*@: Prepared@*/, raw/*@: Raw | undefined@*/)/*@: readonly [number, number]@*/ => {
  if (raw === null || raw === undefined) return [m.missing, 0]
  const code = typeof raw === 'number' ? m.code.get(raw) : m.text.get(String(raw))
  if (code !== undefined) return [code, 0]
  if (m.kind === 'text') {
    if (typeof raw !== 'string') return [-5, 0]
    return [m.level.get(raw) ?? (m.may && !m.may.has(raw) ? -9 : (m.unseen ?? -5)), 0]
  }
  if (typeof raw === 'number') return [number(m, raw), raw]
  if (typeof raw === 'boolean') return m.kind === 'boolean' ? [number(m, Number(raw)), Number(raw)] : [-5, 0]
  if (typeof raw !== 'string') return [-5, 0]
  const value = m.ranks ? m.rank.get(raw) : /*DATE*/undefined
  if (value === undefined) return [m.ranks ? -9 : -5, 0]
  return Number.isNaN(value) ? [-4, 0] : [number(m, value), value]
}

/** Inputs in the order of the model. */
export const inputs = MODEL.inputs.map(({ name, column = name }) => ({ name, column }))
export const modelId = MODEL.modelId

/** Scores one row: raw values by input name, dates as YYYY-MM-DD. A row that breaks the contract is refused, with every reason. */
export const score = (row/*@: Row@*/)/*@: Scored | Refused@*/ => {
  const places = prepared.map((m) => place(m, Object.hasOwn(row, m.name) ? row[m.name] : null))
  const problems = prepared.flatMap((m, i) => {
    const level = /*@(@*/places[i]/*@ as readonly [number, number])@*/[0]
    return level < 0 ? [{ input: m.name, rule: RULES[-1 - level]/*@ as string@*/ }] : []
  })
  if (problems.length > 0) return { kind: 'refused', problems }
  let linearPredictor = MODEL.intercept
  const contributions = prepared.map((m, i) => {
    const [level, value] = places[i]/*@ as readonly [number, number]@*/
    const contribution = m.slope === undefined ? /*@(@*//*@(@*/m.weights/*@ ?? [])@*/[level]/*@ as number)@*/ : 0 + value * m.slope
    linearPredictor += contribution
    return contribution
  })
  const levels = prepared.map((m, i) => (m.slope === undefined ? /*@(@*/places[i]/*@ as readonly [number, number])@*/[0] : null))
  return { kind: 'scored', levels, contributions, linearPredictor, probability: calibrate(linearPredictor) }
}
`

/** `log1p` of fdlibm for x > 0, and what beta calibration needs of it. */
export const SOFTPLUS_TEXT = `
const log1p = (x/*@: number@*/) => {
  if (x < 5.551115123125783e-17) return x
  if (x < 1.862645149230957e-9) return x - x * x * 0.5
  let k = 0, f = x, c = 0, near = false
  if (x >= 0.4142136573791504) {
    const whole = x < 9007199254740992
    let u = whole ? 1 + x : x
    for (let m = u; m >= 2; m /= 2) k++
    if (whole) c = (k > 0 ? 1 - (u - x) : x - (u - 1)) / u
    u /= scale(k)
    near = u < 1.00000095367431640625 || u >= 1.99999713897705078125
    if (u >= 1.4142131805419922) {
      k++
      u /= 2
    }
    f = u - 1
  }
  const half = 0.5 * f * f
  if (near) {
    if (f === 0) return k === 0 ? 0 : k * 0.6931471803691238 + (c + k * 1.9082149292705877e-10)
    const r = half * (1 - 0.6666666666666666 * f)
    return k === 0 ? f - r : k * 0.6931471803691238 - (r - (k * 1.9082149292705877e-10 + c) - f)
  }
  const s = f / (2 + f), z = s * s
  const r = z * (0.6666666666666735 + z * (0.3999999999940942 + z * (0.2857142874366239 + z * (0.22222198432149784 + z * (0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586))))))
  if (k === 0) return f - (half - s * (half + r))
  return k * 0.6931471803691238 - (half - (s * (half + r) + (k * 1.9082149292705877e-10 + c)) - f)
}

const softplus = (x/*@: number@*/) => (x <= -37 ? exp(x) : x <= 18 ? log1p(exp(x)) : x <= 33.3 ? x + exp(-x) : x)
`

/** Days since 1970-01-01 of an ISO date, by the calendar alone (Hinnant, "chrono-compatible low-level date algorithms"). */
export const DAYS_TEXT = String.raw`const days = (text/*@: string@*/) => {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  if (!found) return NaN
  const y = Number(found[1]), m = Number(found[2]), d = Number(found[3])
  const leap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0)
  if (m < 1 || m > 12 || d < 1 || d > (m === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(m) ? 30 : 31)) return NaN
  const v = m > 2 ? y : y - 1, era = Math.floor(v / 400), of = v - era * 400
  return era * 146097 + of * 365 + Math.floor(of / 4) - Math.floor(of / 100) + Math.floor((153 * ((m + 9) % 12) + 2) / 5) + d - 1 - 719468
}
`

/** Order of a list, with SHA-256 (FIPS 180-4) written out. */
export const RANK_TEXT = `const sha256 = (text/*@: string@*/) => {
  const primes/*@: number[]@*/ = []
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n)
  const part = (x/*@: number@*/) => ((x - Math.floor(x)) * 2 ** 32) | 0
  const k = primes.map((p) => part(Math.cbrt(p)))
  const hash = primes.slice(0, 8).map((p) => part(Math.sqrt(p)))
  const bytes = new TextEncoder().encode(text)
  const data = new Uint8Array(((bytes.length + 72) >> 6) << 6)
  data.set(bytes)
  data[bytes.length] = 128
  const view = new DataView(data.buffer)
  view.setUint32(data.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(data.length - 4, bytes.length << 3)
  const turn = (x/*@: number@*/, n/*@: number@*/) => (x >>> n) | (x << (32 - n))
  const w = new Int32Array(64)
  for (let at = 0; at < data.length; at += 64) {
    let [a, b, c, d, e, f, g, h] = hash/*@ as [number, number, number, number, number, number, number, number]@*/
    for (let i = 0; i < 64; i++) {
      const x = /*@(@*/w[i - 15]/*@ ?? 0)@*/, y = /*@(@*/w[i - 2]/*@ ?? 0)@*/
      w[i] = i < 16 ? view.getInt32(at + i * 4) : (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10)) + /*@(@*/w[i - 7]/*@ ?? 0)@*/ + /*@(@*/w[i - 16]/*@ ?? 0)@*/
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + /*@(@*/k[i]/*@ ?? 0)@*/ + /*@(@*/w[i]/*@ ?? 0)@*/) | 0
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g, g = f, f = e, e = (d + one) | 0, d = c, c = b, b = a, a = (one + two) | 0
    }
    ;[a, b, c, d, e, f, g, h].forEach((x, i) => { hash[i] = (/*@(@*/hash[i]/*@ ?? 0)@*/ + x) | 0 })
  }
  return hash.map((x) => (x >>> 0).toString(16).padStart(8, '0')).join('')
}

/** Ranks within each list, 1 = first to be offered help; equals by the smaller SHA-256 of modelId|person|list; null without a score. */
export const rank = (people/*@: readonly { readonly person: string; readonly list: readonly string[]; readonly linearPredictor: number | null }[]@*/)/*@: (number | null)[]@*/ => {
  const ranks/*@: (number | null)[]@*/ = people.map(() => null)
  const lists = new Map/*@<string, { at: number; score: number; hash: string }[]>@*/()
  people.forEach(({ person, list, linearPredictor }, at) => {
    if (linearPredictor === null) return
    const key = JSON.stringify(list)
    const all = lists.get(key) ?? []
    lists.set(key, all)
    all.push({ at, score: linearPredictor, hash: sha256([modelId, person, ...list].join('|')) })
  })
  for (const all of lists.values()) {
    all.sort((a, b) => b.score - a.score || (a.hash < b.hash ? -1 : 1))
    all.forEach(({ at }, index) => { ranks[at] = index + 1 })
  }
  return ranks
}
`
