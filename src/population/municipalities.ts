import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'

/** Index of the class of a municipality: The Hague, Rotterdam, Amsterdam, Utrecht, large, other. */
export const PLACE = { hague: 0, rotterdam: 1, amsterdam: 2, utrecht: 3, large: 4, other: 5 } as const

/** Names of the classes, in the order of {@link PLACE}. */
export const places = ['H', 'R', 'A', 'U', 'L', 'O'] as const

/** One of the 342 municipalities. */
export interface Municipality {
  /** "GM" and four digits. */
  readonly code: string
  readonly name: string
  /** Index into {@link places}. */
  readonly place: number
  /** Share of the people who enter WW, in percent. */
  readonly share: number
  /** Added to the log-odds of applying for bijstand. */
  readonly effect: number
  /** Part of the region Haaglanden. */
  readonly haaglanden: boolean
}

const four: readonly (readonly [string, string, number, number])[] = [
  ["'s-Gravenhage", 'GM0518', 4.6, 0.01],
  ['Rotterdam', 'GM0599', 5.4, 0.33],
  ['Amsterdam', 'GM0363', 6.2, -0.02],
  ['Utrecht', 'GM0344', 2.1, -0.1],
]

const large: readonly (readonly [string, string, number, number])[] = [
  ['Eindhoven', 'GM0772', 1.4, 0],
  ['Groningen', 'GM0014', 1.5, 0.3],
  ['Tilburg', 'GM0855', 1.4, 0.08],
  ['Almere', 'GM0034', 1.5, 0.1],
  ['Breda', 'GM0758', 1.1, -0.05],
  ['Nijmegen', 'GM0268', 1.1, 0.12],
  ['Apeldoorn', 'GM0200', 0.9, -0.1],
  ['Arnhem', 'GM0202', 1.1, 0.2],
  ['Haarlem', 'GM0392', 0.9, -0.08],
  ['Haarlemmermeer', 'GM0394', 0.8, -0.25],
  ['Amersfoort', 'GM0307', 0.9, -0.1],
  ['Enschede', 'GM0153', 1.0, 0.22],
  ['Zaanstad', 'GM0479', 0.9, 0.05],
  ["'s-Hertogenbosch", 'GM0796', 0.9, -0.05],
  ['Zwolle', 'GM0193', 0.7, -0.05],
  ['Zoetermeer', 'GM0637', 0.9, 0.18],
  ['Leiden', 'GM0546', 0.7, 0.02],
  ['Leeuwarden', 'GM0080', 0.7, 0.28],
  ['Maastricht', 'GM0935', 0.7, 0.12],
  ['Dordrecht', 'GM0505', 0.8, 0.18],
  ['Ede', 'GM0228', 0.5, -0.15],
  ['Delft', 'GM0503', 0.5, 0.22],
  ['Alkmaar', 'GM0361', 0.6, 0],
  ['Emmen', 'GM0114', 0.7, 0.08],
  ['Venlo', 'GM0983', 0.6, 0.05],
  ['Deventer', 'GM0150', 0.5, 0],
  ['Heerlen', 'GM0917', 0.6, 0.25],
  ['Hilversum', 'GM0402', 0.5, 0],
  ['Rijswijk', 'GM0603', 0.4, 0.22],
  ['Leidschendam-Voorburg', 'GM1916', 0.45, 0.02],
  ['Westland', 'GM1783', 0.45, -0.3],
  ['Pijnacker-Nootdorp', 'GM1926', 0.22, -0.3],
  ['Wassenaar', 'GM0629', 0.1, -0.3],
  ['Midden-Delfland', 'GM1842', 0.08, -0.35],
]

const region: ReadonlySet<string> = new Set([
  'GM0518',
  'GM0637',
  'GM0503',
  'GM0603',
  'GM1916',
  'GM1783',
  'GM1926',
  'GM0629',
  'GM1842',
])

const othersShare = 55.6

const named = (
  [name, code, share, effect]: readonly [string, string, number, number],
  place: number,
): Municipality => ({
  code,
  name,
  place,
  share,
  effect,
  haaglanden: region.has(code),
})

const other = (j: number, scale: number): Municipality => {
  const golden = 0.6180339887498949 * j
  return {
    code: `GM${9000 + j}`,
    name: `Gemeente ${String(j).padStart(3, '0')}`,
    place: PLACE.other,
    share: scale * (j + 25) ** -0.75,
    effect: 0.25 * normalQuantile(0.02 + 0.96 * (golden - Math.floor(golden)), 0, 1) - 0.1,
    haaglanden: false,
  }
}

const others = (): readonly Municipality[] => {
  const numbers = Array.from({ length: 304 }, (_, i) => i + 1)
  const total = numbers.reduce((sum, j) => sum + (j + 25) ** -0.75, 0)
  return numbers.map((j) => other(j, othersShare / total))
}

/**
 * The 342 municipalities of the population: 38 real names and codes, and 304 that are deliberately not real places.
 * Shares and effects are assumptions and fixed, so that the truth is the same for every seed.
 */
export const municipalities: readonly Municipality[] = [
  ...four.map((row, place) => named(row, place)),
  ...large.map((row) => named(row, PLACE.large)),
  ...others(),
]

/** Cumulated shares of the municipalities, the last one exactly 1. */
export const cumulatedShares: Float64Array = (() => {
  const total = municipalities.reduce((sum, { share }) => sum + share, 0)
  let sum = 0
  const out = Float64Array.from(municipalities, ({ share }) => {
    sum += share
    return sum / total
  })
  out[out.length - 1] = 1
  return out
})()
